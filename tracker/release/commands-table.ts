import type { Bsdiff40Summary, ComponentSummary, DeltaSummary, ReleaseSummary } from '#tracker/release/build-summary.ts'

/** A release in the list of a repository. */
export interface ReleaseRow {
  readonly product: string
  readonly version: string
  readonly deltasFrom: readonly string[]
}

/** The releases of a repository, a line each. */
export function releasesTable(releases: readonly ReleaseRow[]): string {
  if (releases.length === 0) return 'The repository has no releases yet: mycel release build publishes one.\n'
  const rows = releases.map(({ product, version, deltasFrom }) => [product, version, deltasFrom.join(', ') || '-'])
  return table([['product', 'version', 'deltas from'], ...rows], 3)
}

/** What a release costs to send: per component in full, and per delta its bytes, their share of full, and its ops. */
export function releaseTable(release: ReleaseSummary): string {
  const loader = release.loader === 'none' ? '' : `, loader ${release.loader}`
  const heading = `${release.product} ${release.version}, security epoch ${release.securityEpoch}${loader}\n`
  return heading + release.components.map((component) => `\n${componentTable(component)}`).join('')
}

function componentTable(component: ComponentSummary): string {
  const { name, imageBytes, chunkCount, fullBytes, image } = component
  const facts = `${name}: ${count(imageBytes)} bytes in ${chunkCount} chunks, sha256 ${image}\n`
  const heads = ['from', 'bytes', 'of full', 'payloads', 'same', 'zero', 'copy', 'patch', 'full']
  const full = ['(nothing)', count(fullBytes), '100.0 %', count(chunkCount), '', '', '', '', count(chunkCount)]
  const deltas = component.deltas.map((delta) => deltaRow(delta, fullBytes))
  const patches = component.bsdiff40.map((patch) => patchRow(patch, fullBytes))
  return facts + table([heads, full, ...deltas, ...patches], 1)
}

function patchRow({ baseVersion, bytes }: Bsdiff40Summary, fullBytes: number): readonly string[] {
  return [`${baseVersion} as bsdiff40`, count(bytes), shareOf(bytes, fullBytes), '', '', '', '', '', '']
}

function deltaRow(delta: DeltaSummary, fullBytes: number): readonly string[] {
  const bytes = delta.indexBytes + delta.payloadBytes
  const { same, zero, copy, patch, full } = delta.ops
  return [
    delta.baseVersion,
    count(bytes),
    shareOf(bytes, fullBytes),
    count(delta.payloadCount),
    ...[same, zero, copy, patch, full].map(count),
  ]
}

function shareOf(bytes: number, fullBytes: number): string {
  return `${((100 * bytes) / fullBytes).toFixed(1)} %`
}

/** Rows of equal length with columns as wide as their longest cell: the first `wordColumns` begin at the left, the numbers after them end at the right. */
export function table(rows: readonly (readonly string[])[], wordColumns: number): string {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => (row[column] ?? '').length)))
  const lines = rows.map((row) =>
    row.map((cell, column) => {
      const width = widths[column] ?? 0
      return column < wordColumns ? cell.padEnd(width) : cell.padStart(width)
    }),
  )
  return lines.map((cells) => `  ${cells.join('  ').trimEnd()}\n`).join('')
}

/** A number for people: `12,345`. */
export function count(value: number): string {
  return value.toLocaleString('en-US')
}
