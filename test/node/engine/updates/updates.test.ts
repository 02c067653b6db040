import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Instant, instant } from '#core/engine.ts'
import { parseMinuteOfDay } from '#core/link/hours.ts'
import type { Rollout } from '#core/rollout/rollout.ts'
import type { Remembered, UpdateRules } from '#node/engine/updates/facts.ts'
import { nothingRemembered } from '#node/engine/updates/remembered.ts'
import { Updates } from '#node/engine/updates/updates.ts'
import { dayMs, facts, hourMs, noonMs, releaseOf, rolloutOf } from '#test/node/engine/updates/update-facts.ts'

const optional = rolloutOf({ consent: { type: 'optional', skipsMax: 3, daysMax: 14 } })

/** The moment so long after the start of the device. */
function after(milliseconds: number): Instant {
  return instant(milliseconds * 1000)
}

interface Start {
  readonly rollouts?: readonly Rollout[]
  readonly rules?: Partial<UpdateRules>
  readonly remembered?: Remembered
  readonly unixMs?: number
}

/** What a device knows that runs 1.0.0, is offered 2.0.0, and starts at noon. */
function started({ rollouts = [optional], rules, remembered, unixMs = noonMs }: Start = {}): Updates {
  const updates = new Updates(facts.device, { ...facts.rules, ...rules })
  const offers = { releases: [releaseOf('2.0.0')], rollouts }
  updates.setClock({ unixMs, offsetMinutes: 0 }, after(0))
  updates.start({ running: '1.0.0', securityEpoch: 0, offers, remembered: remembered ?? nothingRemembered })
  return updates
}

test('a release that is skipped waits for a day', () => {
  const updates = started()

  assert.equal(updates.skip('2.0.0', after(0)), undefined)
  const during = updates.decide(after(1))
  const due = updates.deadline()
  const later = updates.decide(after(dayMs))

  assert.equal(during.type === 'wait' && during.untilMs, noonMs + dayMs)
  assert.equal(due, after(dayMs))
  assert.equal(later.type, 'take')
})

test('the fourth skip of three is refused', () => {
  const updates = started()

  const refusals = [0, 1, 2, 3].map((day) => updates.skip('2.0.0', after(day * dayMs)))

  assert.deepEqual(refusals.slice(0, 3), [undefined, undefined, undefined])
  assert.equal(refusals[3], '2.0.0 cannot be skipped: it was skipped 3 times, and may be 3 times')
})

test('after fourteen days a release is mandatory, however much is left of a skip', () => {
  const updates = started()
  updates.decide(after(0))

  assert.equal(updates.skip('2.0.0', after(13.5 * dayMs)), undefined)
  const before = updates.decide(after(14 * dayMs - 1))
  const then = updates.decide(after(14 * dayMs))

  assert.equal(before.type === 'wait' && before.untilMs, noonMs + 14 * dayMs)
  assert.equal(then.type, 'take')
  assert.match(updates.skip('2.0.0', after(14 * dayMs)) ?? '', /it is mandatory 14 days after it was offered first/)
})

test('a clock that is set back stretches neither a skip nor the days', () => {
  const updates = started()
  updates.skip('2.0.0', after(0))

  updates.setClock({ unixMs: noonMs - 300 * dayMs, offsetMinutes: 0 }, after(hourMs))

  assert.equal(updates.decide(after(23 * hourMs)).type, 'wait')
  assert.equal(updates.decide(after(24 * hourMs)).type, 'take')
})

test('a clock that is set back while the device is off stretches no skip by more than that', () => {
  const first = started()
  first.skip('2.0.0', after(0))
  const remembered = first.news()

  const second = started({ unixMs: noonMs - 300 * dayMs, ...(remembered && { remembered }) })

  assert.equal(second.decide(after(dayMs)).type, 'take')
})

test('a device whose clock is set only after a while does not count the years before', () => {
  const updates = started({ unixMs: 1000 })
  updates.skip('2.0.0', after(0))

  updates.setClock({ unixMs: noonMs, offsetMinutes: 0 }, after(hourMs))

  assert.equal(updates.decide(after(2 * hourMs)).type, 'wait')
  assert.equal(updates.skip('2.0.0', after(2 * hourMs)), undefined)
})

for (const [what, rollouts, refusal] of [
  ['mandatory', [rolloutOf()], /2\.0\.0 cannot be skipped: it is mandatory/],
  ['critical', [{ ...optional, urgency: 'critical' as const }], /2\.0\.0 cannot be skipped: it is critical/],
  ['in no rollout', [], /no rollout offers 2\.0\.0 to this device/],
] as const) {
  test(`a release that is ${what} cannot be skipped`, () => {
    assert.match(started({ rollouts }).skip('2.0.0', after(0)) ?? '', refusal)
  })
}

test('a release that nobody signed can be neither skipped nor approved', () => {
  const updates = started({ rules: { consent: 'ask' } })

  for (const refusal of [updates.skip('7.0.0', after(0)), updates.approve('7.0.0')]) {
    assert.match(refusal ?? '', /no release 7\.0\.0 is signed for primehub: 'mycel node updates' lists/)
  }
})

test('an approval is remembered over a restart', () => {
  const first = started({ rules: { consent: 'ask' } })
  const before = first.decide(after(0))
  first.approve('2.0.0')
  const remembered = first.news()
  assert.ok(remembered)

  const second = started({ rules: { consent: 'ask' }, remembered })

  assert.equal(before.type, 'wait')
  assert.equal(second.decide(after(0)).type, 'take')
})

test('what was remembered already is no news', () => {
  const updates = started()
  updates.decide(after(0))

  assert.ok(updates.news())
  assert.equal(updates.news(), undefined)
  updates.decide(after(hourMs - 1))
  assert.equal(updates.news(), undefined)
  updates.decide(after(hourMs))
  assert.equal(updates.news()?.seenMs, noonMs + hourMs)
})

test('a device that is offered what it must take has nothing to remember', () => {
  const updates = started({ rollouts: [] })
  updates.decide(after(0))
  updates.took('2.0.0', undefined)

  assert.equal(updates.news(), undefined)
})

test('a reboot waits for its window, and a critical one does not', () => {
  const windows = [{ days: [1] as const, from: parseMinuteOfDay('02:00'), to: parseMinuteOfDay('04:00') }]
  const bootAt = (rollout: Rollout) => started({ rules: { windows }, rollouts: [rollout] }).rebootAt('2.0.0', after(0))

  assert.equal(bootAt(optional), after(14 * hourMs))
  assert.equal(bootAt({ ...optional, urgency: 'critical' }), after(0))
})

test('an hour that is changed changes when a window opens', () => {
  const windows = [{ days: [1] as const, from: parseMinuteOfDay('02:00'), to: parseMinuteOfDay('04:00') }]
  const updates = started({ rules: { windows } })

  updates.setClock({ unixMs: noonMs, offsetMinutes: 60 }, after(0))

  assert.equal(updates.rebootAt('2.0.0', after(0)), after(13 * hourMs))
})

test('a release that the owner asks for is taken although it was given up, and kept although it was taken back', () => {
  const aborted = rolloutOf({ state: 'aborted', takeBack: true })
  const updates = started({ rollouts: [aborted] })
  updates.giveUp({ version: '2.0.0', reason: 'taken back' })

  updates.insist('2.0.0', after(0))

  const { givenUp, kept } = updates.news() ?? nothingRemembered
  assert.deepEqual([givenUp, kept], [[], '2.0.0'])
})

test('of more releases than are remembered the first are forgotten', () => {
  const updates = started()
  for (let patch = 0; patch < 40; patch += 1) updates.giveUp({ version: `1.0.${patch}`, reason: 'it hangs' })

  const { givenUp = [] } = updates.news() ?? {}

  assert.deepEqual([givenUp.length, givenUp[0]?.version], [16, '1.0.24'])
})
