import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Address, digestOf } from '#core/address.ts'
import { type Instant, instant, later } from '#core/engine.ts'
import type { PeerName } from '#core/exchange/contract.ts'
import { Pace } from '#core/exchange/crew/pace.ts'
import { Shares } from '#core/exchange/crew/shares.ts'
import { stealLooksMax, stealStepMs } from '#core/exchange/limits.ts'
import { rankOwners } from '#core/exchange/owner.ts'
import { payload, peer } from '#test/core/exchange/rig.ts'

const start = instant(0)
const crew = ['a', 'b', 'c'].map(peer)
const addresses = Array.from({ length: 30 }, (_, index) => payload(`payload ${index}`))

/** The payloads whose order of owners begins so. */
function ownedBy(...owners: readonly PeerName[]): readonly Address[] {
  return addresses.filter((address) => {
    const order = rankOwners(digestOf(address), crew)
    return owners.every((owner, place) => order[place] === owner)
  })
}

function sharesOf(self: PeerName, wanted: readonly Address[], pace = new Pace()): Shares {
  const shares = new Shares(self, pace)
  shares.divide(crew)
  for (const address of wanted) {
    shares.want(address, start)
    shares.queue(address)
  }
  return shares
}

function take(shares: Shares, now: Instant = start): Address | undefined {
  return shares.take(now, () => true)
}

const [a, b, c] = crew as [PeerName, PeerName, PeerName]

test('a member takes its own payloads in their order', () => {
  const shares = sharesOf(a, addresses)

  assert.deepEqual([take(shares), take(shares)], ownedBy(a).slice(0, 2))
})

test('a device outside the crew takes nothing', () => {
  const shares = sharesOf(peer('outside'), addresses)

  assert.equal(take(shares), undefined)
  assert.equal(shares.nextAt(), undefined)
  assert.equal(shares.unstartedSince(start), start)
})

test('a member without payloads of its own takes the last of the one that will finish last', () => {
  const pace = new Pace()
  for (let count = 0; count < 9; count++) pace.finished(b, start, later(start, 100))
  const slow = ownedBy(c, a).slice(0, 2)
  const shares = sharesOf(a, [...ownedBy(b, a).slice(0, 2), ...slow], pace)

  assert.equal(take(shares), slow[1])
})

test('whoever is third in the order of owners leaves a payload to the second for a while', () => {
  const wanted = ownedBy(b, c).slice(0, 2)
  const shares = sharesOf(a, wanted)

  assert.equal(take(shares), undefined)
  assert.equal(shares.nextAt(), later(start, stealStepMs))
  assert.equal(take(shares, later(start, stealStepMs)), wanted[1])
})

test('the only payload that a member has left is left to it for a while', () => {
  const [address] = ownedBy(b, a)
  assert.ok(address)
  const shares = sharesOf(a, [address])

  assert.equal(take(shares), undefined)
  assert.equal(take(shares, later(start, stealStepMs)), address)
})

test('what a lease covers is nobody else’s until it ends', () => {
  const [address] = ownedBy(a)
  assert.ok(address)
  const shares = sharesOf(a, [address])
  const end = later(start, 2_000)

  shares.leased(address, end)

  assert.equal(take(shares), undefined)
  assert.equal(shares.nextAt(), end)
  assert.equal(take(shares, end), address)
})

test('what a neighbour has is not taken until it is queued again', () => {
  const [address] = ownedBy(a)
  assert.ok(address)
  const shares = sharesOf(a, [address])

  shares.offered(address)

  assert.equal(take(shares), undefined)
  shares.queue(address)
  assert.equal(take(shares), address)
})

test('the payloads of a member that left are divided among the others', () => {
  const shares = sharesOf(a, ownedBy(b, a))

  shares.divide([a, c])

  assert.equal(take(shares), ownedBy(b, a)[0])
  assert.equal(take(shares), ownedBy(b, a)[1])
})

test('behind what is not needed of another member, what is needed is found', () => {
  const many = Array.from({ length: 300 }, (_, index) => payload(`one of many ${index}`))
  const wanted = many.filter((address) => {
    const [owner, next] = rankOwners(digestOf(address), crew)
    return owner === b && next === a
  })
  const shares = sharesOf(a, wanted)
  const [needed] = wanted

  const taken = shares.take(start, (address) => address === needed)

  assert.ok(wanted.length > stealLooksMax)
  assert.equal(taken ?? shares.take(later(start, stealStepMs), (address) => address === needed), needed)
})
