import type { Fault } from '#sim/faults/fault.ts'
import type { Finding } from '#sim/scenario/file/scenario-error.ts'
import type { WrittenFault, WrittenScenario } from '#sim/scenario/file/written-scenario.ts'
import type { Scenario } from '#sim/scenario/scenario.ts'
import { upkeepProperties } from './rollout-schema.ts'

/** The kinds of fault that a scenario with a rollout may have: the others are about bytes. */
const rolloutFaults = [
  'power-cut',
  'crash',
  'wan-down',
  'dies',
  'tracker-down',
  'no-boot',
  'hangs',
  'unhealthy',
  'unstable',
  'disk-full',
] as const satisfies readonly Fault['kind'][]

/** What a schema cannot say of rollouts: what belongs to one, and what one does not go with. */
export function rolloutFindings(written: WrittenScenario, scenario: Scenario): readonly Finding[] {
  const faults = written.faults ?? []
  if (scenario.rollout === undefined) {
    return [
      ...upkeepFindings(written),
      ...faults.flatMap(({ kind }, index) =>
        kind === 'unstable' ? [faultFinding(index, 'is of a rollout: write one, or leave it out')] : [],
      ),
    ]
  }
  return [
    ...(scenario.policy === 'mycel' ? [] : [{ path: ['policy'], problem: 'is no matter of a rollout: leave it out' }]),
    ...dateFindings(scenario.rollout.date),
    ...scenario.sites.flatMap(({ upkeep, hasWan }, index) => siteFindings(upkeep, hasWan, index)),
    ...faults.flatMap(kindFindings),
  ]
}

/** What only a rollout looks at would do nothing. */
function upkeepFindings({ fleet: { defaults = {}, sites } }: WrittenScenario): readonly Finding[] {
  const places = [
    { path: ['fleet', 'defaults'], keys: Object.keys(defaults) },
    ...sites.map((site, index) => ({ path: ['fleet', 'sites', index], keys: Object.keys(site) })),
  ]
  return places.flatMap(({ path, keys }) =>
    keys
      .filter((key) => key in upkeepProperties)
      .map((key) => ({ path: [...path, key], problem: 'is looked at by a rollout only: write one, or leave it out' })),
  )
}

function dateFindings(date: string): readonly Finding[] {
  const isDay = new Date(`${date}T00:00:00Z`).toISOString().startsWith(date)
  return isDay ? [] : [{ path: ['rollout', 'date'], problem: `there is no day ${date}` }]
}

function siteFindings(upkeep: Scenario['sites'][number]['upkeep'], hasWan: boolean, index: number): readonly Finding[] {
  const path = ['fleet', 'sites', index]
  const findings: Finding[] = []
  if (!hasWan) findings.push({ path, problem: 'has no WAN: devices of a rollout ask the tracker for it' })
  if (upkeep !== undefined && !isZone(upkeep.zone)) {
    findings.push({ path: [...path, 'zone'], problem: `there is no time zone ${upkeep.zone}: write Europe/Berlin` })
  }
  const [from, to] = upkeep?.window?.split('-') ?? []
  if (from !== undefined && from === to) {
    findings.push({
      path: [...path, 'window'],
      problem: 'the window ends when it begins: leave it out for the whole day',
    })
  }
  return findings
}

function isZone(timeZone: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone }).resolvedOptions().timeZone !== ''
  } catch {
    return false
  }
}

function kindFindings({ kind, at }: WrittenFault, index: number): readonly Finding[] {
  if (!rolloutFaults.some((known) => known === kind)) {
    return [faultFinding(index, `is not modelled in a rollout: use ${rolloutFaults.join(', ')}`)]
  }
  if (kind !== 'unstable' || at === undefined) return []
  return [
    {
      path: ['faults', index, 'at'],
      problem: 'an unstable release crashes some time after it was confirmed: leave it out',
    },
  ]
}

function faultFinding(index: number, problem: string): Finding {
  return { path: ['faults', index, 'kind'], problem }
}
