import { bytesText } from '#adapters/terminal/quantity.ts'
import type { Analysis, AnalyzedImage } from '#tracker/release/analyze/analysis.ts'
import type { FileCosts } from '#tracker/release/analyze/costs/file-costs.ts'
import type { Finding } from '#tracker/release/analyze/findings/finding.ts'
import { pathText, shareText, wrapped } from '#tracker/release/analyze/text/lines.ts'
import { placesText } from '#tracker/release/analyze/text/places-text.ts'

/** An analysis for people, in lines of at most `width` characters, at least 60. */
export function analysisText(analysis: Analysis, width: number): string {
  const sections = [headText(analysis, width), opsText(analysis), placesText(analysis)]
  const parts = [...sections, filesText(analysis, width), findingsText(analysis.findings, width)]
  return `${parts.map((lines) => lines.join('\n')).join('\n\n')}\n`
}

function headText({ old, new: image, delta, spending }: Analysis, width: number): readonly string[] {
  const { bytes, indexBytes, payloadBytes, payloadCount } = delta
  const parts = `${bytesText(payloadBytes)} in ${countText(payloadCount, 'payload')}, ${bytesText(indexBytes)} of index`
  const share = shareText(bytes, image.bytes)
  return [
    ...imageText('OLD  ', old, width),
    ...imageText('NEW  ', image, width),
    '',
    ...wrapped(
      `The delta takes ${bytesText(bytes)}, ${share} of the new image: ${parts}. ${spendingText(spending)}`,
      width,
    ),
  ]
}

function spendingText({ fresh, aligned, unaligned }: Analysis['spending']): string {
  if (fresh + aligned + unaligned === 0) return 'Nothing else travels.'
  return `The payloads carry ${bytesText(fresh)} for new bytes and ${bytesText(aligned + unaligned)} for differences.`
}

function imageText(label: string, { path, bytes, format }: AnalyzedImage, width: number): readonly string[] {
  const compression = format.compression === undefined ? '' : `, compressed with ${format.compression}`
  const facts = `${bytesText(bytes)}, ${format.name}${format.compression === format.name ? '' : compression}`
  return [label + pathText(path, width - label.length), ' '.repeat(label.length) + facts]
}

function opsText({ ops, delta }: Analysis): readonly string[] {
  const rows = Object.entries(ops).map(([op, { chunks, bytes }]) => {
    const cells = [chunks.toLocaleString('en-US').padStart(8), bytesText(bytes).padStart(12)]
    const share = bytes === 0 ? '' : shareText(bytes, delta.bytes).padStart(9)
    return `  ${op.padEnd(6)}${cells.join('')}${share}  ${opNotes[op] ?? ''}`.trimEnd()
  })
  const index = `  ${'index'.padEnd(14)}${bytesText(delta.indexBytes).padStart(12)}${shareText(delta.indexBytes, delta.bytes).padStart(9)}`
  return ['How the chunks are made', '  way     chunks       bytes    share', ...rows, index]
}

const opNotes: Readonly<Record<string, string>> = {
  same: 'stand there already',
  zero: 'only zeros',
  copy: 'elsewhere in OLD',
  patch: 'in part from OLD',
  full: 'new bytes',
}

function filesText({ files, delta }: Analysis, width: number): readonly string[] {
  if (files.type === 'unknown') return ['By file', ...wrapped(`Left out: ${files.reason}.`, width, '  ')]
  const line = (bytes: number, what: string): string =>
    `  ${bytesText(bytes).padStart(10)}${shareText(bytes, delta.bytes).padStart(9)}  ${what}`
  const nameWidth = width - line(0, '').length
  const top = files.top.map(({ path, deltaBytes, isNew }) =>
    line(deltaBytes, isNew ? `${pathText(path, nameWidth - newMark.length)}${newMark}` : pathText(path, nameWidth)),
  )
  const rest = files.rest.files === 0 ? [] : [line(files.rest.deltaBytes, restText(files))]
  const areas = files.areas.map(({ name, deltaBytes }) => line(deltaBytes, `(${name})`))
  return [`By file: ${files.kind}, ${countText(files.fileCount, 'file')}`, ...top, ...rest, ...areas]
}

/** Stands behind the path of a file that the old image does not have. */
const newMark = ' (new)'

function restText({ rest }: FileCosts): string {
  return `${countText(rest.files, 'other file')}`
}

function findingsText(findings: readonly Finding[], width: number): readonly string[] {
  if (findings.length === 0) return ['Nothing was found that makes this delta larger than its change.']
  const items = findings.flatMap(({ what, cost, advice }) => [
    '',
    ...wrapped(what, width, '! '),
    ...wrapped(cost, width, '  '),
    ...advice.flatMap((line) => wrapped(line, width, '  - ')),
  ])
  return ['What makes it larger than it needs to be', ...items]
}

function countText(count: number, noun: string): string {
  return `${count.toLocaleString('en-US')} ${noun}${count === 1 ? '' : 's'}`
}
