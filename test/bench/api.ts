/**
 * `npm run bench:api [-- --devices 100000 --rate 1000 --seconds 30 --directory DIR --write --json]`: the tracker's API over a
 * filled fleet, under wrk, beside a bare fastify route. The fleet is kept in DIR, for the next run. `--write` puts the
 * table into docs/measurements.md. Ends with 1 where a goal is missed, with 2 when its words cannot be read.
 */
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { messageOf } from '#core/errors.ts'
import { writeSection } from '#test/lab/report/measurements.ts'
import { type ApiBench, measureApi } from './api/measure-api.ts'
import { isAllMet, tableText } from './api/report-text.ts'

const unusableExitCode = 2

function planOf(words: readonly string[]): ApiBench & { readonly write: boolean; readonly json: boolean } {
  const { values } = parseArgs({
    args: [...words],
    options: {
      devices: { type: 'string', default: '100000' },
      rate: { type: 'string', default: '1000' },
      seconds: { type: 'string', default: '30' },
      directory: { type: 'string', default: join(tmpdir(), 'mycel-bench-api') },
      write: { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
    },
  })
  const { devices, rate, seconds, ...rest } = values
  return {
    ...rest,
    devices: whole('--devices', devices),
    requestsPerSec: whole('--rate', rate),
    seconds: whole('--seconds', seconds),
  }
}

function whole(option: string, text: string): number {
  const number = Number(text)
  if (Number.isInteger(number) && number >= 1 && number <= 10_000_000) return number
  throw new Error(`${option} takes a whole number from 1 to 10000000, not ${JSON.stringify(text)}`)
}

async function main(words: readonly string[]): Promise<number> {
  let plan: ReturnType<typeof planOf>
  try {
    plan = planOf(words)
  } catch (error) {
    process.stderr.write(`bench:api: ${messageOf(error)}\n`)
    return unusableExitCode
  }
  const report = await measureApi(plan)
  process.stdout.write(plan.json ? `${JSON.stringify(report)}\n` : `${tableText(report)}\n`)
  const date = new Date().toISOString().slice(0, 10)
  const head = `\`npm run bench:api\`, ${date}, ${report.devices} devices, 2 cores with wrk on them, load ${report.machineLoad}:`
  if (plan.write) await writeSection('api', `${head}\n\n${tableText(report)}`)
  return isAllMet(report) ? 0 : 1
}

process.exitCode = await main(process.argv.slice(2))
