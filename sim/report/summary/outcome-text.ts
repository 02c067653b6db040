import { countText } from '#sim/report/quantity.ts'
import type { Outcome } from '#sim/run/result.ts'
import type { Summary } from './summary.ts'

/** What became of a device, in words, the best first. */
export const outcomeNames: Readonly<Record<Outcome, string>> = {
  confirmed: 'confirmed the release',
  'rolled-back': 'rolled back',
  unfinished: 'did not finish',
  'held-back': 'were held back by the rollout',
  unreached: 'had no way to it',
}

/** How many devices ended how: `9,990 confirmed the release, 10 rolled back`. */
export function outcomeText({ outcomes, hadRelease }: Pick<Summary, 'outcomes' | 'hadRelease'>): string {
  const counts = Object.entries(outcomeNames).map(([outcome, name]) => [outcomes[outcome as Outcome], name] as const)
  return [...counts, [hadRelease, 'had it before'] as const]
    .filter(([count]) => count > 0)
    .map(([count, name]) => `${countText(count)} ${name}`)
    .join(', ')
}
