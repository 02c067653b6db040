import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sha256 } from '#core/digest.ts'
import { instant } from '#core/engine.ts'
import type { ExchangeEffect, WantId } from '#core/exchange/contract.ts'
import { Rivals } from '#core/exchange/download/rivals.ts'
import { rivalSilenceMs } from '#core/exchange/limits.ts'
import { CrewRig, group } from '#test/core/exchange/crew/engine-rig.ts'
import { chunk, only, payload, peer } from '#test/core/exchange/rig.ts'

const rival = sha256(Buffer.from('the release from another base'))
const patch = payload('a patch')
const finished = chunk('the chunk that it makes')

/** A device that wants a chunk which devices of another base bring in for less. */
function deferring(): CrewRig {
  const rig = CrewRig.settled('other')
  says(rig, 1)
  const ways = [
    { address: patch, bytes: 1000 },
    { address: finished, bytes: 100_000 },
  ]
  rig.input({ type: 'want', want: 1 as WantId, ways, group, rival })
  return rig
}

/** The neighbour takes the release from the other base. */
function says(rig: CrewRig, sequence: number): readonly ExchangeEffect[] {
  const takings = [{ group: rival, tier: 0, isMember: true }]
  const standings = [{ peer: peer('other'), sequence, takings, fetchedBytes: 0, leaving: 'stays' as const }]
  return rig.input({ type: 'message', peer: peer('other'), message: { type: 'standings', standings } })
}

test('what a rival brings in for less is not fetched over the WAN while the rival moves', () => {
  const rig = deferring()

  const effects = Array.from({ length: 6 }, (_, round) => [
    ...rig.pass(rivalSilenceMs / 2),
    ...rig.lease('other', [payload('a patch of theirs')], [], round + 1),
  ])

  assert.deepEqual(only(effects.flat(), 'fetch'), [])
})

test('the finished chunk of a rival is taken from it', () => {
  const rig = deferring()

  const effects = rig.have('other', finished)

  assert.deepEqual(
    only(effects, 'fetch').map(({ peer: from, address }) => [from, address]),
    [[peer('other'), finished]],
  )
})

test('a rival that stands still is waited for no longer', () => {
  const rig = deferring()

  const early = rig.pass(rivalSilenceMs - 1)
  const late = rig.pass(1_000)

  assert.deepEqual(only(early, 'fetch'), [])
  assert.equal(only(late, 'fetch')[0]?.address, patch)
})

test('a rival whose last device has left is not waited for', () => {
  const rig = deferring()
  rig.form()

  const effects = [...rig.input({ type: 'peer-left', peer: peer('other') }), ...rig.pass(1_000)]

  assert.equal(only(effects, 'fetch')[0]?.address, patch)
})

test('a rival whose last device leaves while others are looked after is due at the next instant, not before', () => {
  const rivals = new Rivals()
  const now = instant(5_000_000)
  const ways = [{ address: patch, bytes: 1000 }]
  const want = { id: 1 as WantId, ways, wanWay: ways[0], group, rival, fetch: undefined }
  rivals.defer(want, now)

  rivals.left(rival)
  const due = rivals.deadline(now)

  assert.equal(due, now + 1)
  assert.deepEqual(rivals.takeSilent(due), [want])
  assert.equal(rivals.deadline(due), undefined)
})
