import { readFile } from 'node:fs/promises'
import { UserError } from '#core/errors.ts'
import { checkLab, isWithin, type LabCheck } from '#sim/calibrate/check-lab.ts'
import { fitCalibration } from '#sim/calibrate/fit.ts'
import { type LabRun, readLabRun } from '#sim/calibrate/lab-run.ts'
import { isReversed, type Ranking, rankingsOf } from '#sim/calibrate/ranking.ts'
import { type Calibration, calibration } from '#sim/run/calibration.ts'

interface CalibrateOptions {
  readonly check?: readonly string[]
  readonly json?: boolean
}

/** `mycel sim calibrate`: ends with 1 where the model is too far from a lab run, or names another winner. */
export async function calibrateCommand(paths: readonly string[], { check, json }: CalibrateOptions): Promise<void> {
  const labs = await Promise.all([...paths, ...(check ?? [])].map(loadLab))
  if (labs.length === 0) throw new UserError('name a lab run: mycel sim calibrate LAB.json, or --check LAB.json')
  const base = paths.length > 0 ? labs[0] : undefined
  const fitted = base === undefined ? calibration : fitCalibration(base, calibration)
  const checks = labs.flatMap((lab) => checkLab(lab, fitted, lab === base ? 'fitted' : 'checked'))
  const rankings = rankingsOf(labs, fitted)
  process.stdout.write(
    json === true
      ? `${JSON.stringify({ calibration: fitted, checks, rankings })}\n`
      : calibrationText(fitted, checks, rankings),
  )
  process.exitCode = checks.every(isWithin) && !rankings.some(isReversed) ? 0 : 1
}

async function loadLab(path: string): Promise<LabRun> {
  const text = await readFile(path, 'utf8').catch((error: Error) => {
    throw new UserError(`${path} cannot be read: ${error.message}`)
  })
  return readLabRun(text, path)
}

function calibrationText(
  { wanOverhead, startMs }: Calibration,
  checks: readonly LabCheck[],
  rankings: readonly Ranking[],
): string {
  const lines = [
    `wanOverhead ${wanOverhead}, startMs ${startMs}`,
    row(['lab run', 'quantity', 'measured', 'modelled', 'error', 'bound']),
    ...checks.map((check) => row([check.scenario, check.what, ...numbersOf(check)])),
    ...rankings.map(rankingText),
  ]
  return `${lines.join('\n')}\n`
}

function numbersOf(check: LabCheck): readonly string[] {
  const { measured, modelled, errorPercent, boundPercent } = check
  const sign = errorPercent > 0 ? '+' : ''
  const verdict = isWithin(check) ? '' : ' too far'
  return [String(measured), String(modelled), `${sign}${errorPercent.toFixed(1)} %`, `±${boundPercent} %${verdict}`]
}

function rankingText(ranking: Ranking): string {
  const { scenario, measured, modelled } = ranking
  const verdict = isReversed(ranking) ? 'REVERSED' : 'not reversed'
  const times = (name: 'wanBytes' | 'lastSeconds'): string =>
    `${measured[name].toFixed(2)} × (modelled ${modelled[name].toFixed(2)} ×)`
  return `${scenario}, each device on its own: bytes ${times('wanBytes')}, last device ${times('lastSeconds')}; ${verdict}`
}

/** Widths of the columns in characters. */
const widths = [34, 22, 10, 10, 9, 0]

function row(cells: readonly string[]): string {
  return cells
    .map((cell, index) => cell.padEnd(widths[index] ?? 0))
    .join(' ')
    .trimEnd()
}
