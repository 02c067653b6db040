import type { FaultRule } from '#sim/scenario/scenario.ts'
import { faultDurations, scenarioDefaults } from './defaults.ts'
import { secondsOf, shareOf, spreadOf } from './fill-site.ts'
import type { WrittenFault } from './written-scenario.ts'

/** The rule that a file writes, with every default. What lasts to the end lasts `endSeconds`. */
export function faultRuleOf(written: WrittenFault, endSeconds: number): FaultRule {
  const { kind, count, share, sites } = written
  const at = spreadOf(written.at ?? scenarioDefaults.faultAt, secondsOf)
  const lasts = written.lasts ?? faultDurations[kind]
  return {
    kind,
    count: share === undefined ? (count ?? scenarioDefaults.faultCount) : undefined,
    share: share === undefined ? undefined : shareOf(share),
    between: typeof at === 'number' ? [at, at] : [at.from, at.to],
    seconds: lasts === undefined ? endSeconds : spreadOf(lasts, secondsOf),
    sites,
  }
}
