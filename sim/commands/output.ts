import { constants, createWriteStream } from 'node:fs'
import { access, mkdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { messageOf, UserError } from '#core/errors.ts'
import { type Replay, replayOf, replayText } from '#sim/replay/replay.ts'
import { devicesCsv } from '#sim/report/devices-csv.ts'
import { reportHtml } from '#sim/report/html.ts'
import { passes, type Report } from '#sim/report/report.ts'
import { rolloutSections } from '#sim/report/sections/rollout.ts'
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
    await writeFile(join(out, 'summary.json'), summaryJson(summary))
    await writeFile(join(out, 'report.html'), reportHtml(report, summary, rolloutSections(report)))
    await pipeline(Readable.from(devicesCsv(report.runs)), createWriteStream(join(out, 'devices.csv')))
    await pipeline(Readable.from(runsLines(report)), createWriteStream(join(out, 'runs.jsonl')))
    // What an earlier command left there is not of these runs.
    await rm(join(out, 'replay.json'), { force: true })
    if (json !== true) process.stdout.write(`report: ${join(out, 'report.html')}\n`)
  }
  const replay = firstFailureOf(report)
  if (replay !== undefined) {
    const path = await writeReplay(replay, join(out ?? '.', 'replay.json'))
    process.stderr.write(`the first failure is in ${path}: mycel sim replay ${path}\n`)
  }
  process.exitCode = passes(report) ? 0 : 1
}

/** Makes the directory that a command will write to, before it works for long. Throws {@link UserError} where that cannot be. */
export async function makeDirectory(path: string): Promise<void> {
  try {
    await mkdir(path, { recursive: true })
    await access(path, constants.W_OK)
  } catch (cause) {
    throw new UserError(`${path} cannot be written to: ${messageOf(cause)}; name another directory by --out`, { cause })
  }
}

/** Writes a failure where it can be replayed and shrunk, and returns the path. Throws {@link UserError} where it cannot. */
export async function writeReplay(replay: Replay, path: string): Promise<string> {
  try {
    await writeFile(path, replayText(replay))
    return path
  } catch (cause) {
    throw new UserError(`${path} cannot be written: ${messageOf(cause)}; name another place by --out`, { cause })
  }
}

function firstFailureOf({ scenario, runs, comparisons }: Report): Replay | undefined {
  const all = [...runs, ...comparisons.flatMap((other) => other.runs)]
  const failed = all.find(({ violations }) => violations.length > 0)
  return failed && replayOf(scenario, failed)
}
