import assert from 'node:assert/strict'
import { test } from 'node:test'
import { firstPatienceMs, presumedMsMax } from '#core/exchange/limits.ts'
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
