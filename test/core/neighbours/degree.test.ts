import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import type { PeerName } from '#core/exchange/contract.ts'
import { hasPlaceFor, neighboursWanted, sample, whomToDial, whomToLetGo } from '#core/neighbours/degree.ts'
import { type RingPeer, ringNeighboursOf, successorsOf } from '#core/neighbours/ring.ts'
import { Random } from '#core/random.ts'
import { ringPeer } from './peer-names.ts'

const self = ringPeer(0)
const random = () => new Random(1, 'degree')

function peers(count: number): readonly RingPeer[] {
  return Array.from({ length: count }, (_, index) => ringPeer(index + 1))
}

test('a site that fits is dialled as a whole once nobody new comes', () => {
  const view = { self, neighboursMax: 24, held: [], free: peers(19) }

  assert.equal(whomToDial({ ...view, isCalm: true }, random()).length, 19)
  assert.equal(whomToDial({ ...view, isCalm: false }, random()).length, 12)
})

test('on a site that does not fit a node dials half of its neighbours', () => {
  const view = { self, neighboursMax: 24, held: [], free: peers(25), isCalm: true }

  assert.equal(neighboursWanted(view), 12)
  assert.equal(whomToDial(view, random()).length, 12)
})

test('the next two on the ring are dialled first, even with neighbours enough', () => {
  const all = peers(60)
  const next = successorsOf(self, all)
  const rest = all.filter((peer) => !next.includes(peer))

  const chosen = whomToDial(
    { self, neighboursMax: 24, held: rest.slice(0, 24), free: [...rest.slice(24), ...next], isCalm: true },
    random(),
  )

  assert.deepEqual(new Set(chosen), new Set(next.map(({ peer }) => peer)))
})

test('with every place taken only a peer that is next on the ring is let in', () => {
  const all = peers(60)
  const near = ringNeighboursOf(self, all)
  const joined = all.filter(({ peer }) => !near.has(peer)).slice(0, 24)
  const places = { self, neighboursMax: 24, joined }

  assert.deepEqual(
    all.filter((peer) => near.has(peer.peer) && !hasPlaceFor(peer, places)),
    [],
  )
  const far = all.findLast(({ peer }) => !ringNeighboursOf(self, [...joined, ringPeerOf(all, peer)]).has(peer))
  assert.ok(far)
  assert.equal(hasPlaceFor(far, places), false)
})

test('a peer that is joined already has its place', () => {
  const joined = peers(24)

  assert.ok(joined.every((peer) => hasPlaceFor(peer, { self, neighboursMax: 24, joined })))
})

test('who is let go is neither next on the ring nor named in the configuration', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 4, max: 40 }),
      fc.integer({ min: 4, max: 12 }),
      fc.nat(),
      (count, neighboursMax, seed) => {
        const joined = peers(count)
        const kept = new Set([joined[0]?.peer as PeerName])

        const gone = whomToLetGo({ self, neighboursMax, joined }, kept, new Random(seed))

        const near = ringNeighboursOf(self, joined)
        assert.ok(gone.every((peer) => !near.has(peer) && !kept.has(peer)))
        assert.ok(gone.length <= Math.max(0, count - neighboursMax))
      },
    ),
  )
})

for (const [devices, neighboursMax] of [
  [500, 24],
  [500, 8],
  [120, 4],
] as const) {
  test(`${devices} nodes that each see a random half become one mesh of at most ${neighboursMax} neighbours`, () => {
    for (const seed of [1, 2, 3]) {
      const mesh = new ModelMesh(devices, neighboursMax, seed)

      mesh.settle()

      assert.ok(mesh.largestDegree <= neighboursMax)
      assert.equal(mesh.reachableFrom(0), devices)
    }
  })
}

test('a node that comes late to a full site still gets neighbours', () => {
  const mesh = new ModelMesh(200, 8, 7)
  mesh.settle()

  mesh.addLate()
  mesh.settle()

  assert.ok(mesh.largestDegree <= 8)
  assert.equal(mesh.reachableFrom(200), 201)
})

function ringPeerOf(all: readonly RingPeer[], name: PeerName): RingPeer {
  return all.find(({ peer }) => peer === name) ?? self
}

/** Nodes that dial, admit and let go by the functions under test, one after the other; who is full is not asked again. */
class ModelMesh {
  readonly #nodes: RingPeer[]
  readonly #seen: Set<RingPeer>[]
  readonly #joined: Set<RingPeer>[]
  readonly #numbers = new Map<RingPeer, number>()
  readonly #max: number
  readonly #random: Random

  constructor(count: number, neighboursMax: number, seed: number) {
    this.#nodes = Array.from({ length: count }, (_, index) => ringPeer(index))
    this.#max = neighboursMax
    this.#random = new Random(seed, 'model mesh')
    for (const [number, node] of this.#nodes.entries()) this.#numbers.set(node, number)
    this.#joined = this.#nodes.map(() => new Set())
    this.#seen = this.#nodes.map((node) => this.#half(node))
  }

  get largestDegree(): number {
    return Math.max(...this.#joined.map(({ size }) => size))
  }

  /** One more node, which sees half of the others. */
  addLate(): void {
    const late = ringPeer(this.#nodes.length)
    this.#numbers.set(late, this.#nodes.length)
    this.#seen.push(this.#half(late))
    this.#joined.push(new Set())
    this.#nodes.push(late)
  }

  /** Lets every node dial until nobody dials any more, at most ten rounds. */
  settle(): void {
    for (let round = 0; round < 10; round++) {
      const dials = this.#nodes.map((_, number) => this.#dialMissing(number))
      if (dials.every((count) => count === 0)) return
    }
  }

  /** How many nodes a message from this one gets to. */
  reachableFrom(start: number): number {
    const reached = new Set([start])
    for (const number of reached) for (const next of this.#joinedOf(number)) reached.add(this.#numberOf(next))
    return reached.size
  }

  #half(node: RingPeer): Set<RingPeer> {
    const others = this.#nodes.filter((other) => other !== node)
    return new Set(sample(others, Math.ceil(others.length / 2), this.#random))
  }

  #dialMissing(number: number): number {
    const held = [...this.#joinedOf(number)]
    const seen = this.#seen[number] ?? new Set()
    const free = [...seen].filter((peer) => !this.#joinedOf(number).has(peer))
    const self = this.#nodes[number] as RingPeer
    const chosen = whomToDial({ self, neighboursMax: this.#max, held, free, isCalm: true }, this.#random)
    for (const name of chosen) {
      const target = free.find(({ peer }) => peer === name) as RingPeer
      // Whether it is full or let go later: within the time of the test it is left alone, as by its pause.
      seen.delete(target)
      if (this.#hasPlace(this.#numberOf(target), self) && this.#hasPlace(number, target)) this.#join(self, target)
    }
    return chosen.length
  }

  #hasPlace(number: number, peer: RingPeer): boolean {
    return hasPlaceFor(peer, this.#placesOf(number))
  }

  #join(left: RingPeer, right: RingPeer): void {
    this.#joinedOf(this.#numberOf(left)).add(right)
    this.#joinedOf(this.#numberOf(right)).add(left)
    for (const node of [left, right]) {
      const number = this.#numberOf(node)
      for (const name of whomToLetGo(this.#placesOf(number), new Set(), this.#random)) {
        const gone = [...this.#joinedOf(number)].find(({ peer }) => peer === name) as RingPeer
        this.#joinedOf(number).delete(gone)
        this.#joinedOf(this.#numberOf(gone)).delete(node)
      }
    }
  }

  #placesOf(number: number) {
    return { self: this.#nodes[number] as RingPeer, neighboursMax: this.#max, joined: [...this.#joinedOf(number)] }
  }

  #joinedOf(number: number): Set<RingPeer> {
    return this.#joined[number] ?? new Set()
  }

  #numberOf(node: RingPeer): number {
    return this.#numbers.get(node) ?? -1
  }
}
