import { bytesText } from '#adapters/terminal/quantity.ts'
import type { AnchorOutcome, AnchorOutcomes } from './anchors/anchor.ts'

/** What the delta between two images is, what it takes, and what others make of the same two. MB are millions of bytes. */
export interface DeltaReport {
  /** All payloads and the delta document. */
  readonly deltaBytes: number
  /** What else a device fetches of the manifest: the release document's part of it. */
  readonly manifestBytes: number
  readonly documentBytes: number
  readonly payloadCount: number
  readonly coverCount: number
  /** For the full payloads, which are no part of the delta. */
  readonly fullSeconds: number
  /** For the covers: a part of `encodeSeconds`. */
  readonly coverSeconds: number
  readonly encodeSeconds: number
  readonly encodeRssMb: number
  /** For making the new image again before it is signed. */
  readonly verifySeconds: number
  readonly applySeconds: number
  readonly applyRssMb: number
  /** What the least possible work takes: the SHA-256 of the new image twice, and a copy of it. */
  readonly hashAndCopySeconds: number
  /** Where they were asked for. */
  readonly anchors?: AnchorOutcomes
}

/** The report as JSON: seconds with two digits behind the point, MB without any. */
export function deltaJson(report: DeltaReport): string {
  return JSON.stringify(report, (name, value: unknown) => {
    if (name.endsWith('Seconds')) return Math.round(Number(value) * 100) / 100
    return name.endsWith('RssMb') ? Math.round(Number(value)) : value
  })
}

/** The report for people: what travels and what it takes, one way below the other. */
export function deltaText(report: DeltaReport): string {
  const own: AnchorOutcome = { ...report, bytes: report.deltaBytes + report.manifestBytes }
  const ways = [['mycel', own] as const, ...Object.entries(report.anchors ?? {})]
  const rows = ways.map(([name, outcome]) => [name, ...cellsOf(outcome)])
  const { documentBytes, payloadCount, coverCount, fullSeconds, coverSeconds, verifySeconds } = report
  const lines = [
    ...table([['', 'bytes', 'encode', 'MB', 'apply', 'MB'], ...rows]),
    '',
    `mycel: payloads ${payloadCount}, document ${bytesText(documentBytes)}, covers ${coverCount}, manifest ${report.manifestBytes} bytes`,
    `encode: ${secondsText(coverSeconds)} of it for the covers; beside it ${secondsText(fullSeconds)} for full payloads, ${secondsText(verifySeconds)} to verify`,
    `apply: ${(report.applySeconds / report.hashAndCopySeconds).toFixed(2)} times the ${secondsText(report.hashAndCopySeconds)} of hashing the image twice and copying it`,
  ]
  return `${lines.join('\n')}\n`
}

function cellsOf(outcome: AnchorOutcome): readonly string[] {
  if ('leftOut' in outcome) return [`left out: ${outcome.leftOut}`]
  const { bytes, encodeSeconds, encodeRssMb, applySeconds, applyRssMb } = outcome
  const encode = [secondsText(encodeSeconds), encodeRssMb.toFixed(0)]
  return [bytes.toLocaleString('en'), ...encode, secondsText(applySeconds), applyRssMb.toFixed(0)]
}

/** Names on the left, numbers on the right of their columns; a row of two cells is a sentence and widens none. */
function table(rows: readonly (readonly string[])[]): readonly string[] {
  const measured = rows.filter((row) => row.length > 2)
  const nameWidth = Math.max(...rows.map(([name = '']) => name.length))
  return rows.map(([name = '', ...cells]) => {
    const numbers = cells.map((cell, column) => {
      const width = Math.max(...measured.map((row) => row[column + 1]?.length ?? 0))
      return cells.length === 1 ? cell : cell.padStart(width)
    })
    return [name.padEnd(nameWidth), ...numbers].join('  ')
  })
}

function secondsText(seconds: number): string {
  return seconds < 1 ? `${Math.round(1000 * seconds)} ms` : `${seconds.toFixed(1)} s`
}
