import { bytesText } from '#adapters/terminal/quantity.ts'
import { count, table } from '#tracker/release/commands-table.ts'
import type { FileTotal, PruneSummary } from '#tracker/release/prune/prune.ts'
import type { PrunedDelta } from '#tracker/release/prune/prune-plan.ts'

/** A delta that is withdrawn, for scripts. */
export interface PruneRow {
  readonly product: string
  readonly version: string
  readonly baseVersion: string
  readonly component: string
  readonly type: PrunedDelta['target']['type']
  readonly reason: PrunedDelta['reason']
}

/** The deltas that are withdrawn. */
export function pruneRows({ withdrawn }: PruneSummary): readonly PruneRow[] {
  return withdrawn.map(({ target: { product, version, baseVersion, component, type }, reason }) => {
    return { product, version, baseVersion, component, type, reason }
  })
}

/** What pruning has done, or would do. */
export function pruneTable(
  summary: PruneSummary,
  { dryRun, graceDays }: { readonly dryRun: boolean; readonly graceDays: number },
): string {
  const { deleted, waiting, protectedVersions } = summary
  const rows = pruneRows(summary).map(({ product, version, baseVersion, component, reason }) => {
    return [product, version, baseVersion, component, reasonTexts[reason]]
  })
  const heads = ['product', 'to', 'from', 'component', 'why']
  const listed = rows.length === 0 ? '' : `${table([heads, ...rows], heads.length)}\n`
  const would = dryRun ? 'would be' : 'were'
  return [
    dryRun ? 'Nothing was changed.\n\n' : '',
    rows.length === 0 ? 'Every delta is needed.\n' : `Deltas that ${would} withdrawn: ${count(rows.length)}\n${listed}`,
    protectedVersions.length === 0 ? '' : `Protected: the deltas to ${protectedVersions.join(', ')}\n`,
    `Files that ${would} deleted, named by nothing for ${graceDays} ${graceDays === 1 ? 'day' : 'days'}: ${totalText(deleted)}\n`,
    `Files that ${dryRun ? 'would wait' : 'wait'} for that: ${totalText(waiting)}\n`,
  ].join('')
}

const reasonTexts: Readonly<Record<PrunedDelta['reason'], string>> = {
  'old-release': 'leads to an old release',
  'nobody-runs-it': 'nobody runs its base',
}

function totalText({ files, bytes }: FileTotal): string {
  return files === 0 ? 'none' : `${count(files)}, ${bytesText(bytes)}`
}
