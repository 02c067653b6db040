import { bytesText } from '#adapters/terminal/quantity.ts'
import type { BaseSummary } from '#tracker/release/bases/base-summary.ts'
import { candidatesMax, type LeftOut, type LeftOutReason } from '#tracker/release/bases/candidates.ts'
import { count, table } from '#tracker/release/commands-table.ts'

/** How many versions of one reason are named. */
const namedMax = 5

/**
 * What the deltas of a release save, a line for each base, and which versions were left out; empty where there is
 * neither.
 */
export function basesTable({
  bases,
  leftOut,
}: {
  readonly bases: readonly BaseSummary[]
  readonly leftOut: readonly LeftOut[]
}): string {
  const saved = [['from', 'devices', 'delta', 'full', 'saved', 'over the fleet'], ...bases.map(baseRow)]
  const groups = Map.groupBy(leftOut, ({ reason }) => reason).values()
  const missing = [['left out', 'why', 'devices', 'patches'], ...[...groups].flatMap(leftOutRows)]
  return (bases.length === 0 ? '' : `\n${table(saved, 1)}`) + (leftOut.length === 0 ? '' : `\n${table(missing, 2)}`)
}

function baseRow(base: BaseSummary): readonly string[] {
  const { version, devices, fullBytes, deltaBytes, savedBytes, fleetSavedBytes } = base
  return [
    version,
    devices === undefined ? '?' : count(devices),
    bytesText(deltaBytes),
    bytesText(fullBytes),
    `${((100 * savedBytes) / fullBytes).toFixed(1)} %`,
    fleetSavedBytes === undefined ? '?' : bytesText(fleetSavedBytes),
  ]
}

/** The versions of one reason, those that most devices run first. */
function leftOutRows(group: readonly LeftOut[]): readonly (readonly string[])[] {
  const rows = group
    .toSorted((a, b) => (b.devices ?? 0) - (a.devices ?? 0))
    .map(({ version, reason, devices, patchBytes }) => [
      version,
      reasonTexts[reason],
      devices === undefined ? '?' : count(devices),
      patchBytes === undefined ? '' : bytesText(patchBytes),
    ])
  const more = rows.length - namedMax
  return more > 0 ? [...rows.slice(0, namedMax), [`${count(more)} more`, rows.at(-1)?.[1] ?? '', '', '']] : rows
}

const reasonTexts: Readonly<Record<LeftOutReason, string>> = {
  'not-recent': 'not recent; --fleet FILE says who runs it',
  'nobody-runs-it': 'not recent, and no device reports it',
  'not-published': 'not published here: no image to build from',
  'too-many': `over ${candidatesMax} versions; --from VERSION builds it`,
  'saves-nothing': 'no smaller than full payloads',
  'over-budget': 'more than is left of the delta budget',
}
