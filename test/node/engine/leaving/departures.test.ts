import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { type Instant, instant } from '#core/engine.ts'
import type { Leaving, PeerName } from '#core/exchange/contract.ts'
import { leavingScore } from '#core/exchange/owner.ts'
import { Departures } from '#node/engine/leaving/departures.ts'

const second = 1_000_000

/** Names in the order in which they leave. */
const [first, self, last] = ['a', 'b', 'c']
  .map((name) => name as PeerName)
  .toSorted((left, right) => leavingScore(right) - leavingScore(left)) as [PeerName, PeerName, PeerName]

/** Seconds from the beginning. */
function at(seconds: number): Instant {
  return instant(seconds * second)
}

let sequence = 0

function say(departures: Departures, peer: PeerName, leaving: Leaving): void {
  sequence += 1
  departures.heard([{ peer, sequence, takings: [], fetchedBytes: 0, leaving }])
}

/** The departures of `self`, who knows the two others and would leave from the beginning on. */
function waiting(restartingMax?: number): Departures {
  const departures = new Departures({ self, restartingMax })
  departures.joined(first)
  departures.joined(last)
  departures.begin(at(0))
  return departures
}

test('a device that knows nobody leaves at once', () => {
  const departures = new Departures({ self, restartingMax: undefined })
  departures.begin(at(0))

  assert.ok(departures.isTurn(at(0)))
})

test('a device hears for half a second who else would leave, and leaves where nobody would', () => {
  const departures = waiting()

  assert.ok(!departures.isTurn(at(0.4)))
  assert.equal(departures.deadline(at(0)), at(0.5))
  assert.ok(departures.isTurn(at(0.5)))
})

test('of three devices that would leave together the first in order leaves', () => {
  const departures = waiting()
  say(departures, last, 'waits')
  const before = departures.isTurn(at(1))

  say(departures, first, 'waits')

  assert.deepEqual([before, departures.isTurn(at(1))], [true, false])
})

test('a device that is on its way counts whatever its place in the order', () => {
  const departures = waiting()

  say(departures, last, 'goes')

  assert.ok(!departures.isTurn(at(1)))
})

test('a device that left is waited for until it is back', () => {
  const departures = waiting()
  say(departures, first, 'goes')

  departures.left(first, at(1))
  const away = departures.isTurn(at(60))
  departures.joined(first)

  assert.deepEqual([away, departures.isTurn(at(61))], [false, true])
})

test('a neighbour that parts without a word holds nobody up', () => {
  const departures = waiting()

  departures.left(first, at(1))

  assert.ok(departures.isTurn(at(1)))
})

test('a device that thinks better of it holds nobody up', () => {
  const departures = waiting()
  say(departures, first, 'waits')

  say(departures, first, 'stays')

  assert.ok(departures.isTurn(at(1)))
})

test('what a device said before counts no more than what it says now', () => {
  const departures = waiting()
  say(departures, first, 'stays')

  departures.heard([{ peer: first, sequence: sequence - 1, takings: [], fetchedBytes: 0, leaving: 'goes' }])

  assert.ok(departures.isTurn(at(1)))
})

test('after 15 minutes a device leaves whoever is away', () => {
  const departures = waiting()
  say(departures, first, 'waits')

  assert.ok(!departures.isTurn(at(15 * 60 - 1)))
  assert.ok(departures.isTurn(at(15 * 60)))
})

test('a device that does not come back holds the others up for 15 minutes', () => {
  const departures = new Departures({ self, restartingMax: undefined })
  departures.joined(first)
  departures.joined(last)
  say(departures, first, 'goes')
  departures.left(first, at(0))
  departures.begin(at(600))

  assert.equal(departures.deadline(at(601)), at(900))
  assert.deepEqual([departures.isTurn(at(899)), departures.isTurn(at(900))], [false, true])
})

test('the owner says how many may be away', () => {
  const departures = waiting(2)
  say(departures, first, 'waits')

  assert.ok(departures.isTurn(at(1)))
})

test('of devices that all hear each other never more leave at once than a third, and all leave in the end', () => {
  fc.assert(
    fc.property(fc.integer({ min: 2, max: 12 }), fc.infiniteStream(fc.nat(1000)), (count, numbers) => {
      const names = Array.from({ length: count }, (_, index) => `device ${index}` as PeerName)
      const site = new Map(names.map((name) => [name, new Departures({ self: name, restartingMax: undefined })]))
      const others = (name: PeerName) => [...site].filter(([other]) => other !== name)
      for (const [name, departures] of site) for (const [other] of others(name)) departures.joined(other)
      const updated = new Set<PeerName>()
      const away = new Map<PeerName, number>()
      let mostAway = 0
      for (let now = 0; updated.size < count && now < 3000; now += 1) {
        for (const [name, backAt] of away) {
          if (backAt > now) continue
          away.delete(name)
          updated.add(name)
          for (const [, departures] of others(name)) departures.joined(name)
        }
        for (const [name, departures] of site) {
          if (away.has(name) || updated.has(name)) continue
          if (!departures.isWaiting) {
            if ((numbers.next().value ?? 0) % 3 > 0) continue
            departures.begin(at(now))
            for (const [, other] of others(name)) say(other, name, 'waits')
          }
          if (!departures.isTurn(at(now))) continue
          for (const [, other] of others(name)) {
            say(other, name, 'goes')
            other.left(name, at(now))
          }
          away.set(name, now + 20 + ((numbers.next().value ?? 0) % 40))
        }
        mostAway = Math.max(mostAway, away.size)
      }
      return updated.size === count && mostAway <= Math.max(1, Math.floor(count / 3))
    }),
    { numRuns: 60 },
  )
})
