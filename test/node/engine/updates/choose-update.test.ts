import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { compareVersions } from '#core/format/name.ts'
import { parseMinuteOfDay } from '#core/link/hours.ts'
import { admittingPhase } from '#core/rollout/admission.ts'
import type { Rollout, RolloutState } from '#core/rollout/rollout.ts'
import { chooseUpdate } from '#node/engine/updates/choose-update.ts'
import type { OfferedRelease, UpdateDecision, UpdateFacts } from '#node/engine/updates/facts.ts'
import { withGivenUp, withOffer } from '#node/engine/updates/remembered.ts'
import { facts, noonMs, releaseOf, rolloutOf } from '#test/node/engine/updates/update-facts.ts'

interface Case extends Partial<UpdateFacts> {
  readonly releases?: readonly OfferedRelease[]
  readonly rollouts?: readonly Rollout[]
}

function factsOf({ releases = [releaseOf('2.0.0')], rollouts = [], ...changes }: Case): UpdateFacts {
  return { ...facts, offers: { releases, rollouts }, ...changes }
}

function decide(changes: Case): UpdateDecision {
  return chooseUpdate(factsOf(changes)).decision
}

/** Why 2.0.0 is or is not taken. */
function reason(changes: Case): string {
  const found = chooseUpdate(factsOf(changes)).reasons.find(({ version }) => version === '2.0.0')
  return `${found?.verdict}: ${found?.reason}`
}

const gated = [releaseOf('2.0.0', { gated: true })]
const device = { ...facts.device, hardware: 'rev-b' }

test('without rollouts the newest release is taken', () => {
  const decision = decide({ releases: [releaseOf('1.5.0'), releaseOf('2.0.0'), releaseOf('0.9.0')] })

  assert.deepEqual(decision, { type: 'take', version: '2.0.0', rollout: undefined, isCritical: false })
})

test('a gated release is taken where a rollout admits the device, and not without', () => {
  assert.equal(decide({ releases: gated }).type, 'nothing')
  assert.deepEqual(decide({ releases: gated, rollouts: [rolloutOf()] }), {
    type: 'take',
    version: '2.0.0',
    rollout: 'spring',
    isCritical: false,
  })
})

for (const [why, changes] of Object.entries<Case>({
  'refuse: it runs': { running: '2.0.0' },
  'refuse: 2.1.0, which runs, is newer': { running: '2.1.0' },
  'refuse: 3.0.0 is newer': { releases: [releaseOf('2.0.0'), releaseOf('3.0.0')] },
  'refuse: it is of security epoch 3, and this device does not go below 4': {
    releases: [releaseOf('2.0.0', { securityEpoch: 3 })],
    securityEpoch: 4,
  },
  'refuse: it is for hardware rev-c, and this is rev-b': {
    releases: [releaseOf('2.0.0', { hardware: ['rev-c'] })],
    device,
  },
  'refuse: it is for hardware rev-c, and node.toml does not say what this is': {
    releases: [releaseOf('2.0.0', { hardware: ['rev-c'] })],
  },
  'refuse: it is for devices that run >=1.2.0, and 1.0.0 runs': {
    releases: [releaseOf('2.0.0', { from: '>=1.2.0' })],
  },
  'refuse: it was given up: it hangs': {
    remembered: withGivenUp(facts.remembered, { version: '2.0.0', reason: 'it hangs' }),
  },
  'refuse: no rollout of 2.0.0 has begun': { releases: gated },
  'refuse: rollout spring is paused': { releases: gated, rollouts: [rolloutOf({ state: 'paused' })] },
  'refuse: rollout spring is cancelled': { releases: gated, rollouts: [rolloutOf({ state: 'cancelled' })] },
  'refuse: rollout spring was aborted': { rollouts: [rolloutOf({ state: 'aborted' })] },
  'refuse: rollout spring has not opened its first phase': {
    releases: gated,
    rollouts: [rolloutOf({ openPhases: 0 })],
  },
  'refuse: rollout spring does not admit this device yet: 1 of 1 phases are open': {
    releases: gated,
    rollouts: [rolloutOf({ phases: [{ name: 'beta', select: { ring: ['beta'] }, basisPoints: 10_000 }] })],
  },
  "wait: its owner is asked first: 'mycel node approve 2.0.0' takes it": { rules: { ...facts.rules, consent: 'ask' } },
  'take: it is newer, and for everybody': { device },
  'take: phase all of rollout spring admits this device': { rollouts: [rolloutOf()] },
  'take: phase all of rollout spring admits this device, and it is critical': {
    rollouts: [rolloutOf({ urgency: 'critical' })],
  },
})) {
  test(`a device says why: ${why}`, () => {
    assert.equal(reason(changes), why)
  })
}

test('where the newest release is for other hardware, the newest that fits is taken', () => {
  const releases = [releaseOf('3.0.0', { hardware: ['rev-c'] }), releaseOf('2.0.0', { hardware: ['rev-b', 'rev-c'] })]

  const decision = decide({ releases, device })

  assert.equal(decision.type === 'take' && decision.version, '2.0.0')
})

test('where the newest release was given up, no older one is taken in its place', () => {
  const releases = [releaseOf('2.0.0'), releaseOf('1.5.0')]
  const remembered = withGivenUp(facts.remembered, { version: '2.0.0', reason: 'it hangs' })

  assert.deepEqual(decide({ releases, remembered }), { type: 'nothing' })
})

test('a release that a later rollout exposes anew is taken although an earlier one was aborted', () => {
  const rollouts = [rolloutOf({ state: 'aborted', takeBack: true }), rolloutOf({ id: 'summer' })]

  const decision = decide({ releases: gated, rollouts })

  assert.equal(decision.type === 'take' && decision.rollout, 'summer')
})

test('what waits for its owner keeps older releases waiting, but not a critical one', () => {
  const releases = [...gated, releaseOf('1.5.0', { gated: true })]
  const optional = { type: 'optional', skipsMax: 3, daysMax: 14 } as const
  const offer = {
    version: '2.0.0',
    firstSeenMs: noonMs,
    skips: 1,
    skippedUntilMs: noonMs + 1000,
    isApproved: false,
  }
  const remembered = withOffer(facts.remembered, offer)
  const older = rolloutOf({ id: 'fix', version: '1.5.0' })
  const both = (rollout: Rollout) => ({ releases, rollouts: [rolloutOf({ consent: optional }), rollout], remembered })

  const normal = decide(both(older))
  const critical = decide(both({ ...older, urgency: 'critical' }))

  assert.deepEqual(normal, {
    type: 'wait',
    version: '2.0.0',
    reason: 'its owner put it off',
    untilMs: noonMs + 1000,
  })
  assert.deepEqual(critical, { type: 'take', version: '1.5.0', rollout: 'fix', isCritical: true })
})

test('an install that is to begin in a window waits for it, unless it is critical', () => {
  const windows = [{ days: [1] as const, from: parseMinuteOfDay('02:00'), to: parseMinuteOfDay('04:00') }]
  const rules = { windows, beginsInWindow: true, consent: 'given' } as const

  const normal = decide({ rules, rollouts: [rolloutOf()] })
  const critical = decide({ rules, rollouts: [rolloutOf({ urgency: 'critical' })] })

  assert.deepEqual(normal, {
    type: 'wait',
    version: '2.0.0',
    reason: 'no maintenance window is open',
    untilMs: Date.UTC(2026, 0, 5, 2),
  })
  assert.equal(critical.type, 'take')
})

test('a device goes back from a release that was taken back, unless its owner keeps it', () => {
  const rollouts = [rolloutOf({ state: 'aborted', takeBack: true })]
  const running = { running: '2.0.0', rollouts }

  const decision = decide(running)
  const kept = decide({ ...running, remembered: { ...facts.remembered, kept: '2.0.0' } })

  assert.deepEqual(decision, {
    type: 'go-back',
    version: '2.0.0',
    rollout: 'spring',
    reason: 'rollout spring of 2.0.0 was aborted and takes the release back',
  })
  assert.equal(kept.type, 'nothing')
})

const versions = fc.constantFrom('0.9.0', '1.0.0', '1.1.0', '1.2.0-rc.1', '2.0.0', '3.0.0')
const states = fc.constantFrom<RolloutState>('running', 'paused', 'cancelled', 'aborted', 'complete')
const releases = fc.uniqueArray(
  fc.record({
    version: versions,
    gated: fc.boolean(),
    securityEpoch: fc.integer({ min: 0, max: 2 }),
    hardware: fc.constantFrom<readonly string[]>([], ['rev-a'], ['rev-b', 'rev-c']),
    from: fc.constantFrom(undefined, '>=1.0.0', '<1.0.0'),
  }),
  { selector: ({ version }) => version },
)
const rollouts = fc.array(
  fc
    .record({
      version: versions,
      state: states,
      openPhases: fc.integer({ min: 0, max: 2 }),
      takeBack: fc.boolean(),
      urgency: fc.constantFrom('normal' as const, 'critical' as const),
      share: fc.integer({ min: 1, max: 10_000 }),
    })
    .map(({ share, takeBack, ...some }) =>
      rolloutOf({
        ...some,
        id: `rollout-${share}`,
        takeBack: takeBack && some.state === 'aborted',
        phases: [
          { name: 'ring', select: { ring: ['beta'] }, basisPoints: share },
          { name: 'all', select: {}, basisPoints: share },
        ],
      }),
    ),
  { maxLength: 4 },
)
const anyFacts = fc
  .record({
    releases,
    rollouts,
    running: versions,
    securityEpoch: fc.integer({ min: 0, max: 2 }),
    hardware: fc.constantFrom(undefined, 'rev-a', 'rev-b'),
    tags: fc.constantFrom<Readonly<Record<string, string>>>({}, { ring: 'beta' }),
    givenUp: fc.array(
      versions.map((version) => ({ version, reason: 'it hangs' })),
      { maxLength: 2 },
    ),
  })
  .map(({ releases: some, rollouts: open, hardware, tags, givenUp, running, securityEpoch }) =>
    factsOf({
      releases: some,
      rollouts: open,
      running,
      securityEpoch,
      device: { ...facts.device, hardware, tags },
      remembered: { ...facts.remembered, givenUp },
    }),
  )

test('what is taken is newer, fits, was not given up, and is admitted where it is gated', () => {
  fc.assert(
    fc.property(anyFacts, (some) => {
      const { decision } = chooseUpdate(some)
      if (decision.type !== 'take') return true
      const { version } = decision
      const release = some.offers.releases.find((one) => one.version === version)
      assert.ok(release)
      const admitting = some.offers.rollouts.filter(
        (rollout) => rollout.version === version && admittingPhase(rollout, some.device) !== undefined,
      )
      return (
        compareVersions(version, some.running) > 0 &&
        (release.securityEpoch === 0 || release.securityEpoch >= some.securityEpoch) &&
        (release.hardware.length === 0 || release.hardware.includes(some.device.hardware ?? '')) &&
        !some.remembered.givenUp.some((one) => one.version === version) &&
        (!release.gated || admitting.length > 0)
      )
    }),
    { numRuns: 2000 },
  )
})

test('a device goes back only from what runs, and only where a signed rollout says so', () => {
  fc.assert(
    fc.property(anyFacts, (some) => {
      const { decision } = chooseUpdate(some)
      if (decision.type !== 'go-back') return true
      const taken = some.offers.rollouts.filter(({ version, takeBack }) => version === some.running && takeBack)
      return decision.version === some.running && taken.some(({ state }) => state === 'aborted')
    }),
    { numRuns: 2000 },
  )
})

test('time alone admits nobody', () => {
  fc.assert(
    fc.property(anyFacts, fc.integer({ min: 0, max: 4_000_000_000_000 }), (some, unixMs) => {
      const now = chooseUpdate(some).decision
      const then = chooseUpdate({ ...some, clock: { unixMs, offsetMinutes: 0 } }).decision
      assert.deepEqual(then, now)
    }),
  )
})
