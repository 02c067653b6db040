import { createWriteStream } from 'node:fs'
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { replayOf, replayText } from '#sim/replay/replay.ts'
import { devicesCsv } from '#sim/report/devices-csv.ts'
import { reportHtml } from '#sim/report/html.ts'
import { passes, type Report } from '#sim/report/report.ts'
import { summarize, summaryJson } from '#sim/report/summary/summary.ts'
import { summaryText } from '#sim/report/summary-text.ts'
import { runsLines } from './runs-file.ts'

/** Where and how a command says what came of its runs. */
export interface OutputOptions {
  readonly json?: boolean
  readonly out?: string
}

/** Prints what came of the runs, writes the files of `--out`, and sets the exit code: 1 where a promise was not kept. */
export async function writeOutput(report: Report, { json, out }: OutputOptions): Promise<void> {
  const summary = summarize(report)
  process.stdout.write(json === true ? summaryJson(summary) : `${summaryText(summary)}\n`)
  if (out !== undefined) {
    await mkdir(out, { recursive: true })
    await writeFile(join(out, 'summary.json'), summaryJson(summary))
    await writeFile(join(out, 'report.html'), reportHtml(report, summary))
    await pipeline(Readable.from(devicesCsv(report.runs)), createWriteStream(join(out, 'devices.csv')))
    await pipeline(Readable.from(runsLines(report)), createWriteStream(join(out, 'runs.jsonl')))
    if (json !== true) process.stdout.write(`report: ${join(out, 'report.html')}\n`)
  }
  await leaveReplay(report, out ?? '.')
  process.exitCode = passes(report) ? 0 : 1
}

/** The first failure is left where it can be replayed and shrunk. */
async function leaveReplay({ scenario, runs, comparisons }: Report, directory: string): Promise<void> {
  for (const run of [...runs, ...comparisons.flatMap((other) => other.runs)]) {
    const replay = replayOf(scenario, run)
    if (replay === undefined) continue
    const path = join(directory, 'replay.json')
    await writeFile(path, replayText(replay))
    process.stderr.write(`the first failure is in ${path}: mycel sim replay ${path}\n`)
    return
  }
}
