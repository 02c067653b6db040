import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { FetchId } from '#core/exchange/contract.ts'
import { firstPatienceMs, leaseRenewalMsMin, presumedMsMax } from '#core/exchange/limits.ts'
import { CrewRig, group } from '#test/core/exchange/crew/engine-rig.ts'
import { only, payload, peer } from '#test/core/exchange/rig.ts'

const address = payload('a payload')
const four = ['a', 'b', 'c', 'd']

/** What this node says of itself. */
function takings(effects: Parameters<typeof only>[0]) {
  const standings = only(effects, 'send').flatMap(({ message }) =>
    message.type === 'standings' ? message.standings : [],
  )
  return standings.filter((standing) => standing.peer === peer('self')).map((standing) => standing.takings)
}

test('a device says that it takes a release, that it is in the crew, and when it is done', () => {
  const rig = CrewRig.settled('neighbour')

  const begun = rig.want(1, address)
  const formed = rig.pass(presumedMsMax)
  const [fetch] = only(formed, 'fetch')
  assert.ok(fetch)
  const done = rig.arrive(fetch)

  const said = [begun, formed, done].flatMap(takings)
  assert.deepEqual(said, [[{ group, tier: 0, isMember: false }], [{ group, tier: 0, isMember: true }], []])
})

test('a device without a way over the WAN does not say that it takes a release', () => {
  const rig = new CrewRig()
  rig.joinNeighbour('neighbour')

  const effects = [...rig.want(1, address), ...rig.pass(60_000)]

  assert.deepEqual(effects, [])
})

test('neighbours that say nothing are presumed to take the release at first, and not for long', () => {
  const rig = CrewRig.settled(...Array.from({ length: 40 }, (_, index) => `neighbour-${index}`))
  for (let number = 1; number <= 10; number++) rig.want(number, payload(`payload ${number}`))

  const early = rig.pass(1_000)
  const late = rig.pass(presumedMsMax)

  assert.deepEqual(only(early, 'fetch'), [])
  assert.equal(only(late, 'fetch')[0]?.peer, 'seeder')
})

test('a device that finds a whole crew takes nothing over the WAN while the crew moves', () => {
  const rig = CrewRig.settled(...four)
  for (const name of four) rig.takes(name, true)
  rig.want(1, address)
  rig.form()

  const effects = Array.from({ length: 60 }, (_, second) => [
    ...rig.lease('a', [payload('another')], [], second * 1000),
    ...rig.pass(1_000),
  ]).flat()

  assert.deepEqual(only(effects, 'fetch'), [])
})

test('a crew that stands still is replaced', () => {
  const rig = CrewRig.settled(...four)
  for (const name of four) rig.takes(name, true)
  rig.want(1, address)

  const early = rig.pass(firstPatienceMs)
  const late = rig.pass(1_000)

  assert.deepEqual(only(early, 'fetch'), [])
  assert.equal(only(late, 'fetch')[0]?.peer, 'seeder')
})

test('the place of a member that leaves is filled at once', () => {
  const rig = CrewRig.settled(...four)
  for (const name of four) rig.takes(name, true)
  rig.want(1, address)
  rig.form()

  const effects = rig.input({ type: 'peer-left', peer: peer('a') })

  assert.deepEqual(takings(effects)[0], [{ group, tier: 0, isMember: true }])
})

test('a lease that moves is said again after a second, and then when the patience of the others needs it', () => {
  const rig = CrewRig.settled('neighbour')
  for (let number = 1; number <= 8; number++) rig.want(number, payload(`payload ${number}`))
  const [fetch] = only(rig.form(), 'fetch')
  assert.ok(fetch)

  const saidAtMs = [500, 1_000, 1_500, 2_000, 2_500, 3_000, 3_500].filter((ms) => {
    rig.pass(500)
    const effects = rig.input({ type: 'progress', fetch: fetch.fetch, receivedBytes: ms })
    return only(effects, 'send').some(({ message }) => message.type === 'lease')
  })

  assert.deepEqual(saidAtMs, [leaseRenewalMsMin, leaseRenewalMsMin + firstPatienceMs / 4])
})

test('a member has two payloads outstanding, the second from the half of the first on', () => {
  const rig = CrewRig.settled()
  for (let number = 1; number <= 5; number++) rig.want(number, payload(`payload ${number}`))
  const [first, ...others] = only(rig.pass(1_000), 'fetch')
  assert.ok(first)

  const early = rig.input({ type: 'progress', fetch: first.fetch, receivedBytes: 499_999 })
  const half = rig.input({ type: 'progress', fetch: first.fetch, receivedBytes: 500_000 })

  assert.deepEqual([others.length, only(early, 'fetch').length, only(half, 'fetch').length], [0, 0, 1])
})

test('a device says that it takes a release before it knows what it will want, and takes it back when that is nothing', () => {
  const rig = CrewRig.settled('neighbour')

  const intended = rig.input({ type: 'intend', group })
  const given = rig.input({ type: 'intend', group: undefined })

  assert.deepEqual(takings(intended), [[{ group, tier: 0, isMember: false }]])
  assert.deepEqual(takings(given), [[]])
})

test('a device that served forged bytes to a third of its neighbours leaves the crew, and what it had begun', () => {
  const { rig, fetch } = memberOfSix()

  const effects = [...rig.blame('n1'), ...rig.blame('n2'), ...rig.blame('n3')]

  assert.deepEqual(only(effects, 'cancel'), [{ type: 'cancel', fetch }])
  assert.deepEqual(takings(effects).at(-1), [{ group, tier: 1, isMember: false }])
})

test('the word of fewer neighbours gets nobody out of a crew', () => {
  const { rig } = memberOfSix()

  const effects = [...rig.blame('n1'), ...rig.blame('n2'), ...rig.blame('n2'), ...rig.pass(1_000)]

  assert.deepEqual(only(effects, 'cancel'), [])
  assert.deepEqual(takings(effects), [])
})

test('a device that served forged bytes fetches what nobody else takes', () => {
  const rig = CrewRig.settled('n1', 'n2', 'n3')
  for (const name of ['n1', 'n2', 'n3']) rig.blame(name)

  const effects = [...rig.want(1, address), ...rig.pass(presumedMsMax)]

  assert.equal(only(effects, 'fetch').length, 1)
})

test('a member whose fetch stood still behind a broken link stays in the crew', () => {
  const { rig, fetch } = memberOfSix()
  for (const [index, finished] of ['one', 'two', 'three'].map(payload).entries()) {
    rig.want(index + 2, finished)
    rig.lease('n1', [finished])
    rig.pass(100)
    rig.have('n1', finished)
  }
  rig.input({ type: 'progress', fetch, receivedBytes: 1_000 })

  rig.pass(20_000)
  const effects = rig.input({ type: 'progress', fetch, receivedBytes: 2_000 })

  assert.deepEqual(only(effects, 'cancel'), [])
  assert.deepEqual(takings(effects), [])
})

test('a member that only ever pretends to fetch loses its place to one that would', () => {
  const rig = CrewRig.settled(...four)
  for (const name of four) rig.takes(name, true)
  const payloads = Array.from({ length: 40 }, (_, index) => payload(`payload ${index}`))
  for (const [index, wanted] of payloads.entries()) rig.want(index + 1, wanted)
  rig.form()

  const effects = payloads
    .slice(0, 30)
    .flatMap((fetched, second) => [
      ...rig.lease('a', [fetched]),
      ...rig.lease('d', payloads.slice(-1), [], second),
      ...rig.pass(500),
      ...rig.have('a', fetched),
    ])

  assert.deepEqual(takings(effects).at(-1), [{ group, tier: 0, isMember: true }])
})

test('what others pass on from a device that forged bytes is not heard', () => {
  const rig = CrewRig.settled('forger', 'other')
  rig.have('forger', address, payload('another'))
  const fetches = only([...rig.want(1, address), ...rig.want(2, payload('another'))], 'fetch')
  for (const fetch of fetches) rig.arrive(fetch, false)
  const takings = [{ group, tier: 0, isMember: true }]
  const standings = [{ peer: peer('forger'), sequence: 9, takings, fetchedBytes: 0, leaving: 'stays' as const }]

  const effects = [
    ...rig.input({ type: 'message', peer: peer('other'), message: { type: 'standings', standings } }),
    ...rig.pass(presumedMsMax),
  ]

  assert.deepEqual(only(effects, 'meet'), [])
})

/** A member of a crew with three of its six neighbours, and what it fetches. */
function memberOfSix(): { readonly rig: CrewRig; readonly fetch: FetchId } {
  const rig = CrewRig.settled('n1', 'n2', 'n3', 'n4', 'n5', 'n6')
  for (const name of ['n1', 'n2', 'n3']) rig.takes(name, true)
  const [fetch] = only([...rig.want(1, address), ...rig.pass(presumedMsMax)], 'fetch')
  assert.ok(fetch)
  return { rig, fetch: fetch.fetch }
}
