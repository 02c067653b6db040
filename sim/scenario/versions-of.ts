import type { SiteClass } from './scenario.ts'

/** What each device of a site runs, `count` of them: the shares as exactly as whole devices allow. */
export function versionsOf({ versions, updatedShare }: SiteClass, count: number, newest: string): readonly string[] {
  const updated = Math.min(count, updatedShare > 0 ? Math.max(1, Math.round(count * updatedShare)) : 0)
  const rest = count - updated
  const result: string[] = Array.from({ length: updated }, () => newest)
  let share = 0
  for (const each of versions) {
    share += each.share
    while (result.length - updated < Math.round(rest * Math.min(1, share))) result.push(each.version)
  }
  while (result.length < count) result.push(versions.at(-1)?.version ?? newest)
  return result
}
