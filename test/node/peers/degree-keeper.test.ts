import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Log } from '#adapters/log/log.ts'
import type { PeerName } from '#core/exchange/contract.ts'
import { NeighbourBook } from '#core/neighbours/neighbour-book.ts'
import { ringNeighboursOf } from '#core/neighbours/ring.ts'
import { Random } from '#core/random.ts'
import { DegreeKeeper, type NeighbourLink, now } from '#node/peers/degree-keeper.ts'
import { addressOf, nameOf, ringPeer } from '#test/core/neighbours/peer-names.ts'

const log = new Log('error', { write: () => undefined })
const neighboursMax = 8
const device = { role: 'device', link: 'lan' } as const

/** The numbers of peers that are not next to number 0 on the ring, whoever else of the first 60 is joined. */
const far = Array.from({ length: 60 }, (_, index) => index + 1).filter((number) => {
  const all = Array.from({ length: 60 }, (_, index) => ringPeer(index + 1))
  return !ringNeighboursOf(ringPeer(0), all).has(nameOf(number))
})

/** A keeper whose node has joined these peers, and who it drops. */
function keeperWith(joined: readonly number[]) {
  const book = new NeighbourBook(nameOf(0))
  for (const number of joined) {
    book.sighted(addressOf(number), 'mdns', now())
    book.joined(nameOf(number), device, now())
  }
  const dropped: PeerName[] = []
  const link: NeighbourLink = {
    dial: () => Promise.reject(new Error('nobody is dialled here')),
    drop: (peer) => dropped.push(peer),
    ask: () => undefined,
  }
  const keeper = new DegreeKeeper({ self: nameOf(0), neighboursMax, random: new Random(1), book, log })
  return { keeper, book, link, dropped }
}

/** Next to number 0 on the ring, and as many others as there are places beside them. */
const near = [
  ...ringNeighboursOf(
    ringPeer(0),
    Array.from({ length: 60 }, (_, index) => ringPeer(index + 1)),
  ),
]
const nearNumbers = Array.from({ length: 60 }, (_, index) => index + 1).filter((number) =>
  near.includes(nameOf(number)),
)
const full = [...nearNumbers, ...far.slice(0, neighboursMax - nearNumbers.length)]
const late = far[neighboursMax] ?? 0

test('an invited peer has a place where every place is taken, and another one makes room for it', () => {
  const { keeper, book, link, dropped } = keeperWith(full)
  assert.equal(keeper.hasPlaceFor(nameOf(late)), false)

  keeper.invite(nameOf(late))
  assert.equal(keeper.hasPlaceFor(nameOf(late)), true)
  book.joined(nameOf(late), device, now())
  keeper.letGo(link)

  assert.equal(dropped.length, 1)
  assert.ok(dropped.every((peer) => peer !== nameOf(late) && !near.includes(peer)))
  assert.equal(book.joinedNeighbours().length, neighboursMax)
})

test('a peer of the configuration always has a place', () => {
  const { keeper, book } = keeperWith(full)

  book.sighted(addressOf(late), 'static', now())

  assert.equal(keeper.hasPlaceFor(nameOf(late)), true)
})

test('only the last eight invitations hold', () => {
  const { keeper } = keeperWith(full)

  for (const number of far.slice(10, 19)) keeper.invite(nameOf(number))

  const places = far.slice(10, 19).map((number) => keeper.hasPlaceFor(nameOf(number)))
  assert.deepEqual(places, [false, ...Array.from({ length: 8 }, () => true)])
})

test('an invited peer is dialled now only where its address is known and nothing is under way', () => {
  const { keeper, book } = keeperWith([1])
  book.sighted(addressOf(2), 'mdns', now())
  book.sighted(addressOf(3), 'mdns', now())
  book.trying(nameOf(3), now())

  assert.deepEqual(
    [1, 2, 3, 4].map((number) => keeper.invite(nameOf(number))),
    [false, true, false, false],
  )
})
