import assert from 'node:assert/strict'
import { test } from 'node:test'
import { scaleDevices } from '#sim/scenario/scale-devices.ts'
import { countOf, fromGallery, rollOut } from '#test/sim/rollout/small-rollout.ts'

/** Seeds of the bad release: `SEEDS=100 node --test …` takes a minute, `mycel sim run bad-release --seeds 1..100` as well. */
const seeds = Number(process.env['SEEDS'] ?? 3)

test('a release that crashes on 3 % is stopped in its first phase, at 5 % exposed, and taken back', () => {
  const scenario = fromGallery('bad-release')

  for (let seed = 1; seed <= seeds; seed += 1) {
    const run = rollOut(scenario, { seed })

    const { state, phases, exposed, takenBack } = run.rollout
    assert.equal(state, 'aborted', `seed ${seed}`)
    assert.deepEqual(
      phases
        .slice(1)
        .map(({ openedAt }) => openedAt)
        .filter((at) => at !== undefined),
      [],
      `seed ${seed}`,
    )
    assert.ok(exposed <= 0.05 * run.devices.length, `seed ${seed}: ${exposed} exposed`)
    assert.equal(takenBack, exposed, `seed ${seed}`)
    assert.deepEqual(run.violations, [], `seed ${seed}`)
  }
})

test('while the tracker is lost nobody begins who was not admitted before, and all have the release in the end', () => {
  const run = rollOut(fromGallery('tracker-lost-in-phase'))

  assert.equal(run.rollout.state, 'complete')
  assert.equal(countOf(run, 'confirmed'), run.devices.length)
  assert.deepEqual(run.violations, [])
})

test('offices reboot in the night of their own zone only, also after the clocks were changed', () => {
  const scenario = scaleDevices(fromGallery('office-hours'), 300)

  const { devices, sites, violations } = rollOut(scenario)

  const outside = devices.filter(({ site, confirmedAt = 0 }) => {
    const { zone = 'UTC', window = '' } = scenario.sites.find(({ name }) => name === sites[site]?.class)?.upkeep ?? {}
    return !isIn(window, releasedAt + confirmedAt * 1000, zone)
  })
  assert.deepEqual(outside, [])
  assert.deepEqual(violations, [])
})

/** 09:00 in Berlin on 23 October 2026, when summer time is on. */
const releasedAt = Date.UTC(2026, 9, 23, 7)

/** Whether a moment is in a window over midnight; a trial that began at its end may be over a few minutes later. */
function isIn(window: string, at: number, timeZone: string): boolean {
  const [from = 0, to = 0] = window.split('-').map((time) => Number(time.slice(0, 2)))
  const hour = Number(new Date(at).toLocaleString('en-GB', { timeZone, hour: '2-digit', hourCycle: 'h23' }))
  const minute = Number(new Date(at).toLocaleString('en-GB', { timeZone, minute: 'numeric' }))
  return hour >= from || hour < to || (hour === to && minute < 5)
}
