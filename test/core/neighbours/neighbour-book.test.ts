import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { type Instant, instant, later } from '#core/engine.ts'
import { isFree, peerAt } from '#core/neighbours/neighbour.ts'
import { bookedMax, fullReason, NeighbourBook } from '#core/neighbours/neighbour-book.ts'
import { addressOf, nameOf } from './peer-names.ts'

const start = instant(0)
const peer = nameOf(1)
const device = { role: 'device', link: 'lan' } as const

function bookWith(...numbers: readonly number[]): NeighbourBook {
  const book = new NeighbourBook(nameOf(0))
  for (const number of numbers) book.sighted(addressOf(number), 'mdns', start)
  return book
}

/** Whether the peer may be dialled so long after the start. */
function isFreeAfter(book: NeighbourBook, milliseconds: number): boolean {
  const neighbour = book.get(peer)
  assert.ok(neighbour)
  return isFree(neighbour, later(start, milliseconds))
}

test('a peer keeps how it was first seen, with the newest address first', () => {
  const book = bookWith(1)

  assert.equal(book.sighted(addressOf(1, 5001), 'exchange', later(start, 1_000)), true)
  assert.equal(book.sighted(addressOf(1), 'tracker', later(start, 2_000)), false)

  assert.equal(book.get(peer)?.found, 'mdns')
  assert.deepEqual(book.get(peer)?.addresses, [addressOf(1, 5001), addressOf(1)])
  assert.equal(book.get(peer)?.firstSeen, start)
  assert.equal(book.get(peer)?.lastSeen, later(start, 2_000))
})

test('the address over which a peer has joined comes before newer ones', () => {
  const book = bookWith(1)
  book.joined(peer, { ...device, address: addressOf(1, 4002) }, start)
  book.sighted(addressOf(1, 4003), 'mdns', start)

  book.joined(peer, { ...device, address: addressOf(1, 4002) }, start)

  const ports = book.get(peer)?.addresses.map((address) => /tcp\/(\d+)/.exec(address)?.[1])
  assert.deepEqual(ports, ['4002', '4003', '4001'])
})

test('what is no address of a node, and the own address, are not written down', () => {
  const book = new NeighbourBook(nameOf(0))

  for (const address of ['', 'no address', '/ip4/192.0.2.1/tcp/1', '/ip4/192.0.2.1/udp/1/p2p/x', addressOf(0)]) {
    assert.equal(book.sighted(address, 'exchange', start), false)
  }

  assert.deepEqual(book.all(), [])
})

for (const host of ['/ip4/192.0.2.1', '/ip6/fd00::1', '/dns4/hub.example']) {
  test(`a peer is found at ${host}`, () => {
    assert.equal(peerAt(`${host}/tcp/4001/p2p/${peer}`), peer)
  })
}

test('a peer that cannot be reached is tried again after longer and longer waits', () => {
  const book = bookWith(1)
  const waitsMs = [10_000, 20_000, 40_000, 80_000, 160_000, 300_000, 300_000]
  let now: Instant = start

  for (const waitMs of waitsMs) {
    book.trying(peer, now)
    book.unreachable(peer, 'nobody answers', now)

    const { state } = book.get(peer) ?? {}
    assert.deepEqual(state, { type: 'unreachable', reason: 'nobody answers', nextTry: later(now, waitMs) })
    now = later(now, waitMs)
  }
})

test('a new address ends the wait: the peer was started again', () => {
  const book = bookWith(1)
  book.trying(peer, start)
  book.unreachable(peer, 'nobody answers', start)

  book.sighted(addressOf(1, 5001), 'mdns', start)

  assert.ok(isFreeAfter(book, 0))
})

test('a peer that was joined for a while is dialled again soon after it left', () => {
  const book = bookWith(1)
  book.joined(peer, device, start)

  book.left(peer, 'the connection closed', later(start, 10_000))

  assert.equal(isFreeAfter(book, 10_999), false)
  assert.equal(isFreeAfter(book, 11_000), true)
})

test('a peer that joins and leaves again and again is dialled more and more rarely', () => {
  const book = bookWith(1)
  for (let times = 0; times < 2; times++) {
    book.joined(peer, device, start)
    book.left(peer, 'the connection closed', start)
  }

  assert.equal(isFreeAfter(book, 19_999), false)
  assert.equal(isFreeAfter(book, 20_000), true)
})

test('why a peer was refused outlives the end of the dial', () => {
  const book = bookWith(1)
  book.trying(peer, start)

  book.refused(peer, { by: 'peer', reason: 'no certificate' }, start)
  book.unreachable(peer, 'cannot join', start)

  const nextTry = later(start, 300_000)
  assert.deepEqual(book.get(peer)?.state, { type: 'refused', by: 'peer', reason: 'no certificate', nextTry })
})

test('a peer without a place is tried again after a minute', () => {
  const book = bookWith(1)

  book.refused(peer, { by: 'peer', reason: fullReason }, start)

  assert.deepEqual(book.get(peer)?.state, { type: 'full', by: 'peer', nextTry: later(start, 60_000) })
})

test('a peer that was let go is left alone for a minute, though its connection ends now', () => {
  const book = bookWith(1)
  book.joined(peer, device, start)

  book.letGo(peer, start)
  book.left(peer, 'there are neighbours enough', start)

  assert.deepEqual(book.get(peer)?.state, { type: 'full', by: 'us', nextTry: later(start, 60_000) })
})

test('a banned peer is not dialled again, whatever is said of it', () => {
  const book = bookWith(1)
  book.joined(peer, device, start)

  book.banned(peer, 'forged-bytes', start)
  book.left(peer, 'banned', start)
  book.sighted(addressOf(1, 5001), 'mdns', start)
  book.refused(peer, { by: 'us', reason: 'blocked' }, start)

  assert.equal(book.get(peer)?.state.type, 'banned')
  assert.equal(isFreeAfter(book, 1e9), false)
})

test('a peer of the configuration, and one without an address, are not dialled from the book', () => {
  const book = new NeighbourBook(nameOf(0))
  book.sighted(addressOf(1), 'static', start)
  book.refused(nameOf(2), { by: 'us', reason: 'no certificate' }, start)

  assert.equal(isFreeAfter(book, 1e9), false)
  assert.deepEqual(
    book.all().filter((neighbour) => isFree(neighbour, later(start, 1e9))),
    [],
  )
})

test('beyond its bound the book forgets who was seen least recently, and nobody in use', () => {
  const book = new NeighbourBook(nameOf(0))
  book.sighted(addressOf(1), 'mdns', start)
  book.joined(peer, device, start)
  book.sighted(addressOf(2), 'static', start)
  for (let number = 3; number <= bookedMax + 4; number++) {
    book.sighted(addressOf(number), 'mdns', later(start, number))
  }

  assert.equal(book.all().length, bookedMax)
  assert.deepEqual(
    [1, 2, 3, 6, 7].map((number) => book.get(nameOf(number)) !== undefined),
    [true, true, false, false, true],
  )
})

test('strangers who are refused push each other out of a full book', () => {
  const book = new NeighbourBook(nameOf(0))
  for (let number = 1; number <= bookedMax; number++) book.sighted(addressOf(number), 'mdns', start)

  for (let number = 1_000; number < 1_100; number++) {
    book.refused(nameOf(number), { by: 'us', reason: 'no certificate' }, start)
  }

  assert.equal(book.all().filter(({ addresses }) => addresses.length > 0).length, bookedMax - 1)
})

test('whatever happens, the book is bounded and a joined peer is never free to be dialled', () => {
  const number = fc.integer({ min: 1, max: 700 })
  const kind = fc.constantFrom('sighted', 'trying', 'joined', 'left', 'unreachable', 'refused', 'banned')
  fc.assert(
    fc.property(fc.array(fc.tuple(number, kind), { maxLength: 1_500 }), (events) => {
      const book = new NeighbourBook(nameOf(0))
      let joined = 0
      for (const [index, [who, what]] of events.entries()) {
        const now = later(start, index)
        if (what === 'sighted') book.sighted(addressOf(who), 'mdns', now)
        else if (book.get(nameOf(who)) === undefined) continue
        else if (what === 'joined' && joined++ < 100) book.joined(nameOf(who), device, now)
        else if (what === 'left') book.left(nameOf(who), 'closed', now)
        else if (what === 'unreachable') book.unreachable(nameOf(who), 'nobody', now)
        else if (what === 'refused') book.refused(nameOf(who), { by: 'us', reason: 'no' }, now)
      }

      assert.ok(book.all().length <= bookedMax)
      assert.ok(book.joinedNeighbours().every((neighbour) => !isFree(neighbour, later(start, 1e9))))
    }),
    { numRuns: 20 },
  )
})
