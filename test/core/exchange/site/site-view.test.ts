import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sha256 } from '#core/digest.ts'
import { type Instant, later } from '#core/engine.ts'
import type { PeerName, Standing } from '#core/exchange/contract.ts'
import { crewOf, takerOf } from '#core/exchange/crew/crew.ts'
import { candidatesMax, standingLastsMs } from '#core/exchange/limits.ts'
import { SiteView } from '#core/exchange/site/site-view.ts'
import { peer } from '#test/core/exchange/rig.ts'

const group = sha256(Buffer.from('a release'))
const start = 0 as Instant

function standing(name: string, says: Partial<Standing> & { readonly isMember?: boolean } = {}): Standing {
  const { isMember = false, ...rest } = says
  return {
    peer: peer(name),
    sequence: 1,
    takings: [{ group, tier: 0, isMember }],
    fetchedBytes: 0,
    leaving: 'stays',
    ...rest,
  }
}

const names = Array.from({ length: 40 }, (_, index) => `device-${index}`)

/** The devices that would be in a crew first. */
const firsts = crewOf(
  names.map((name) => takerOf(group, peer(name), { tier: 0, isMember: false })),
  candidatesMax,
)

function viewOf(...neighbours: readonly string[]): SiteView {
  return new SiteView(new Map(neighbours.map((name) => [peer(name), undefined])))
}

test('of devices that are no neighbours the first of a group are known, and no more', () => {
  const view = viewOf()

  for (const name of names) view.hear(standing(name), start)
  view.forgetOthers(start)

  const known = view.candidates().map((one) => one.peer)
  assert.deepEqual(known.toSorted(), firsts.toSorted())
})

test('a neighbour is heard also where it does not come first', () => {
  const last = names.find((name) => !firsts.includes(peer(name))) as string
  const view = viewOf(last)
  for (const name of firsts) view.hear(standing(name), start)

  const heard = view.hear(standing(last), start)

  assert.deepEqual(heard, { isNews: true, hasMoved: false, concernsAll: false })
})

test('what is not newer is not heard', () => {
  const view = viewOf('a')
  view.hear(standing('a', { sequence: 7 }), start)

  assert.equal(view.hear(standing('a', { sequence: 7, isMember: true }), start), undefined)
  assert.equal(view.hear(standing('a', { sequence: 6, isMember: true }), start), undefined)
})

test('a sign of life is no news, and tells whether its device moves', () => {
  const view = viewOf()
  view.hear(standing('a'), start)

  const still = view.hear(standing('a', { sequence: 2 }), start)
  const moving = view.hear(standing('a', { sequence: 3, fetchedBytes: 1 }), start)

  assert.deepEqual(still, { isNews: false, hasMoved: false, concernsAll: true })
  assert.deepEqual(moving, { isNews: false, hasMoved: true, concernsAll: true })
})

test('that a device takes nothing any more concerns all who knew it, and it is forgotten', () => {
  const view = viewOf()
  view.hear(standing('a'), start)

  const heard = view.hear(standing('a', { sequence: 2, takings: [] }), start)
  const forgotten: readonly PeerName[] = view.forgetOthers(start)

  assert.equal(heard?.concernsAll, true)
  assert.deepEqual(forgotten, [peer('a')])
})

test('a device that is no neighbour is forgotten when it is silent for too long, a neighbour is not', () => {
  const view = viewOf('neighbour')
  view.hear(standing('neighbour'), start)
  view.hear(standing('other'), start)
  view.forgetOthers(start)

  assert.deepEqual(view.deadline(), later(start, standingLastsMs))
  assert.deepEqual(view.forgetOthers(later(start, standingLastsMs - 1)), [])
  assert.deepEqual(view.forgetOthers(later(start, standingLastsMs)), [peer('other')])
})

test('a site is wide while a device is known that is no neighbour', () => {
  const view = viewOf('neighbour')
  view.hear(standing('neighbour'), start)
  view.forgetOthers(start)
  const before = view.isWide

  view.hear(standing('other'), start)
  view.forgetOthers(start)

  assert.deepEqual([before, view.isWide], [false, true])
})
