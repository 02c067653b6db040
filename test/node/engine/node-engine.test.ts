import assert from 'node:assert/strict'
import { test } from 'node:test'
import { digestOf } from '#core/address.ts'
import { type Instant, later } from '#core/engine.ts'
import type { PeerName, Ticket } from '#core/exchange/contract.ts'
import { judge } from '#core/verdict.ts'
import type { BlobId, NodeEffect, NodeInput } from '#node/engine/contract.ts'
import { NodeEngine } from '#node/engine/node-engine.ts'
import { chunk, payload } from '#test/core/exchange/rig.ts'
import { planOf, policy, settled, taskOf, wayOf } from '#test/node/engine/device-rig.ts'

const blob = 1 as BlobId
const ticket = 1 as Ticket
const document = payload('document')

test('a wanted document comes out as a blob, once', () => {
  const rig = new NodeRig()
  rig.joinTracker()
  rig.input({ type: 'blob-wanted', blob, address: document, bytes: 100 })
  const fetch = rig.untilFetch()

  const effects = rig.arrive(fetch)

  assert.deepEqual(effects, [{ type: 'blob', blob, ticket }])
})

test('a document that is still cached comes out at once', () => {
  const rig = new NodeRig()
  rig.joinTracker()
  rig.input({ type: 'blob-wanted', blob, address: document, bytes: 100 })
  rig.arrive(rig.untilFetch())
  const again = 2 as BlobId

  const effects = rig.input({ type: 'blob-wanted', blob: again, address: document, bytes: 100 })

  assert.deepEqual(effects, [{ type: 'blob', blob: again, ticket }])
})

test('a document that is no longer wanted is cancelled and never comes out', () => {
  const rig = new NodeRig()
  rig.joinTracker()
  rig.input({ type: 'blob-wanted', blob, address: document, bytes: 100 })
  const fetch = rig.untilFetch()

  const unwanted = rig.input({ type: 'blob-unwanted', blob })
  const arrived = rig.arrive(fetch)

  assert.deepEqual(unwanted, [{ type: 'cancel', fetch: fetch.fetch }])
  assert.deepEqual(
    arrived.filter((effect) => effect.type === 'blob'),
    [],
  )
})

test('withdrawing a document that came already does nothing', () => {
  const rig = new NodeRig()
  rig.joinTracker()
  rig.input({ type: 'blob-wanted', blob, address: document, bytes: 100 })
  rig.arrive(rig.untilFetch())

  assert.deepEqual(rig.input({ type: 'blob-unwanted', blob }), [])
})

test('what device and exchange tell each other stays inside', () => {
  const rig = new NodeRig()
  rig.joinTracker()
  const { job } = find(rig.input({ type: 'started', facts: { ...settled, newest: '2.0.0' } }), 'plan')
  const plan = planOf([taskOf(0, wayOf('zero'))], [chunk('present')])
  const planned = rig.input({ type: 'planned', job, plan })

  const fetched = rig.arrive(rig.untilFetch())

  const inner = ['want', 'unwant', 'consumed', 'holding', 'lost', 'deliver']
  assert.deepEqual(
    [...planned, ...fetched].filter((effect) => inner.includes(effect.type)),
    [],
  )
  const make = find(fetched, 'make')
  assert.deepEqual(make.material, { type: 'fetched', address: payload('zero'), ticket })
})

test('chunks that are synced are served to a neighbour, and before that they are missing', () => {
  const rig = new NodeRig()
  const neighbour = 'neighbour' as PeerName
  rig.input({ type: 'peer-joined', peer: neighbour, link: 'lan', role: 'device' })
  const { job } = find(rig.input({ type: 'started', facts: { ...settled, newest: '2.0.0' } }), 'plan')
  const task = taskOf(0)
  const make = find(rig.input({ type: 'planned', job, plan: planOf([task]) }), 'make')
  const made = rig.input({ type: 'made', job: make.job })
  const early = rig.input({ type: 'request', request: 1 as never, peer: neighbour, address: task.address })

  rig.input({ type: 'synced', job: find(made, 'sync').job })
  const late = rig.input({ type: 'request', request: 2 as never, peer: neighbour, address: task.address })

  assert.equal(find(early, 'refuse').reason, 'missing')
  assert.equal(find(late, 'serve').address, task.address)
})

type EffectOf<Type extends NodeEffect['type']> = Extract<NodeEffect, { readonly type: Type }>

function find<Type extends NodeEffect['type']>(effects: readonly NodeEffect[], type: Type): EffectOf<Type> {
  const found = effects.find((effect): effect is EffectOf<Type> => effect.type === type)
  assert.ok(found, `a ${type} in ${JSON.stringify(effects)}`)
  return found
}

/** A node engine and a hand on its clock. */
class NodeRig {
  readonly #engine = new NodeEngine({ exchange: { self: 'self' as PeerName, role: 'device', seed: 1 }, policy })
  #now = 0 as Instant

  input(input: NodeInput): readonly NodeEffect[] {
    return this.#engine.handle(input, this.#now)
  }

  joinTracker(): void {
    this.input({ type: 'peer-joined', peer: 'tracker' as PeerName, link: 'wan', role: 'seeder' })
  }

  /** Lets time pass until the exchange fetches something. */
  untilFetch(): EffectOf<'fetch'> {
    const latest = later(this.#now, 10_000)
    for (let due = this.#engine.deadline(); due !== undefined && due < latest; due = this.#engine.deadline()) {
      this.#now = due
      const effects = this.input({ type: 'tick' })
      if (effects.some((effect) => effect.type === 'fetch')) return find(effects, 'fetch')
    }
    return assert.fail('nothing is fetched within 10 s')
  }

  /** The bytes of a fetch arrive and are genuine. */
  arrive({ fetch, address }: EffectOf<'fetch'>): readonly NodeEffect[] {
    const verdict = judge(digestOf(address), digestOf(address))
    return this.input({ type: 'fetched', fetch, verdict, ticket })
  }
}
