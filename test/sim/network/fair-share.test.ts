import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { instant } from '#core/engine.ts'
import { shareFairly } from '#sim/network/fair-share.ts'
import { type Flow, makeFlow, makePipe, type Pipe } from '#sim/network/flow.ts'

/** A change to a network: a flow over some of the pipes that comes, or another rate of a pipe, or a flow that goes. */
type Change =
  | { readonly over: readonly number[]; readonly rateMax: number }
  | { readonly pipe: number; readonly bytesPerSecond: number }
  | { readonly goes: number }

const pipes = 6

const pipe = fc.nat(pipes - 1)
const rate = fc.constantFrom(0, 1, 2, 3, 5, 10, 30, 100, 1000)
const rateMax = fc.constantFrom(0.5, 1, 4, 20, Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY)
const over = fc.array(pipe, { minLength: 1, maxLength: 3 })
const flowComes = fc.record({ over, rateMax })
const change: fc.Arbitrary<Change> = fc.oneof(
  { weight: 4, arbitrary: flowComes },
  { weight: 1, arbitrary: fc.record({ pipe, bytesPerSecond: rate }) },
  { weight: 2, arbitrary: fc.record({ goes: fc.nat(100) }) },
)

const changes = fc.array(change, { minLength: 20, maxLength: 60 })

class Network {
  readonly pipes = Array.from({ length: pipes }, (_, index) => makePipe([10, 100, 30][index % 3] as number))
  readonly flows: Flow[] = []

  /** Makes a change, and returns the flows whose shares were worked out anew. */
  make(change: Change): readonly Flow[] {
    return shareFairly([...new Set(this.#changedBy(change))])
  }

  #changedBy(change: Change): readonly Pipe[] {
    if ('over' in change) return this.add(change.over, change.rateMax).pipes
    if ('pipe' in change) {
      const changed = this.pipes[change.pipe] as Pipe
      changed.bytesPerSecond = change.bytesPerSecond
      return [changed]
    }
    const [gone] = this.flows.splice(change.goes % Math.max(1, this.flows.length), 1)
    for (const pipe of gone?.pipes ?? []) pipe.flows.splice(pipe.flows.indexOf(gone as Flow), 1)
    return gone?.pipes ?? []
  }

  add(over: readonly number[], rateMax: number): Flow {
    const crossed = over.map((index) => this.pipes[index] as Pipe)
    const flow = makeFlow({
      sequence: this.flows.length,
      pipes: crossed,
      bytes: 1000,
      rateMax,
      roundTripMs: 0,
      now: instant(0),
      done: () => {},
    })
    for (const pipe of crossed) pipe.flows.push(flow)
    this.flows.push(flow)
    return flow
  }
}

const rounding = 1e-6

function loadOf(pipe: Pipe): number {
  return pipe.flows.reduce((load, flow) => load + flow.share, 0)
}

/** Whether nobody on a full pipe has more than this flow. */
function holdsBack(pipe: Pipe, flow: Flow): boolean {
  const most = Math.max(...pipe.flows.map(({ share }) => share))
  return loadOf(pipe) >= pipe.bytesPerSecond - rounding && flow.share >= most - rounding
}

test('no pipe carries more than it can, whatever comes and goes', () => {
  fc.assert(
    fc.property(changes, (changes) => {
      const network = new Network()
      for (const change of changes) {
        network.make(change)

        for (const pipe of network.pipes) assert.ok(loadOf(pipe) <= pipe.bytesPerSecond + rounding)
      }
    }),
  )
})

test('whatever comes and goes, each flow has all it may or most of a full pipe: shares are max-min fair', () => {
  fc.assert(
    fc.property(changes, (changes) => {
      const network = new Network()
      for (const change of changes) {
        network.make(change)

        for (const flow of network.flows) {
          const hasAll = Math.abs(flow.share - flow.shareMax) <= rounding
          assert.ok(hasAll || flow.pipes.some((pipe) => holdsBack(pipe, flow)))
        }
      }
    }),
  )
})

test('what frees room on one pipe moves no flow that another pipe holds back', () => {
  const network = new Network()
  network.make({ over: [0, 1], rateMax: Number.POSITIVE_INFINITY })
  network.make({ over: [1, 3], rateMax: Number.POSITIVE_INFINITY })
  network.make({ over: [3], rateMax: Number.POSITIVE_INFINITY })
  const [leaving, neighbour, far] = network.flows as [Flow, Flow, Flow]

  const looked = network.make({ goes: network.flows.indexOf(leaving) })

  assert.ok(looked.includes(neighbour))
  assert.ok(!looked.includes(far))
})
