import assert from 'node:assert/strict'
import { test } from 'node:test'
import { instant, later } from '#core/engine.ts'
import type { PeerRole } from '#core/exchange/contract.ts'
import type { Neighbour } from '#core/neighbours/neighbour.ts'
import { NeighbourBook } from '#core/neighbours/neighbour-book.ts'
import { PeerAsks } from '#core/neighbours/peer-asks.ts'
import { nameOf } from './peer-names.ts'

const start = instant(0)
const minuteLater = later(start, 60_000)

/** Joined peers: number 0 is the tracker, the others are neighbours. */
function joined(neighbours: number): readonly Neighbour[] {
  const book = new NeighbourBook(nameOf(999))
  for (let number = 0; number <= neighbours; number++) {
    const role: PeerRole = number === 0 ? 'seeder' : 'device'
    book.joined(nameOf(number), { role, link: number === 0 ? 'wan' : 'lan' }, start)
  }
  return book.all()
}

function numbers(count: number): readonly string[] {
  return Array.from({ length: count }, (_, number) => nameOf(number))
}

test('everybody who joins is asked once at once', () => {
  const asks = new PeerAsks()

  assert.deepEqual(asks.due(joined(2), 12, start), numbers(3))
  assert.deepEqual(asks.due(joined(3), 12, later(start, 59_999)), [nameOf(3)])
})

test('a node with few neighbours asks them and the tracker again after a minute', () => {
  const asks = new PeerAsks()
  asks.due(joined(3), 12, start)

  assert.deepEqual(asks.due(joined(3), 12, minuteLater), numbers(4))
})

test('a node with four neighbours leaves the tracker in peace, and with all it wants its neighbours too', () => {
  const [some, enough] = [new PeerAsks(), new PeerAsks()]
  some.due(joined(4), 12, start)
  enough.due(joined(12), 12, start)

  assert.deepEqual(some.due(joined(4), 12, minuteLater), numbers(5).slice(1))
  assert.deepEqual(enough.due(joined(12), 12, minuteLater), [])
})

test('one answer is taken for each time that a peer was asked', () => {
  const asks = new PeerAsks()
  const [tracker, neighbour] = [nameOf(0), nameOf(1)]
  asks.due(joined(1), 12, start)
  asks.left(neighbour)

  assert.deepEqual(
    [tracker, tracker, neighbour].map((peer) => asks.takesAnswer(peer)),
    [true, false, false],
  )
})
