/**
 * `npm run bench:transfer [-- --mib 256 --runs 3 --write --json]`: our exchange between two processes on loopback beside a
 * bare libp2p stream and a bare socket, alternating. `--write` puts it into docs/measurements.md. Ends with 2 when its
 * words cannot be read.
 */
import { parseArgs } from 'node:util'
import { messageOf } from '#core/errors.ts'
import { writeSection } from '#test/lab/report/measurements.ts'
import { compareWays, type TransferReport } from './transfer/compare-ways.ts'

const unusableExitCode = 2

function planOf(words: readonly string[]) {
  const { values } = parseArgs({
    args: [...words],
    options: {
      mib: { type: 'string', default: '256' },
      runs: { type: 'string', default: '3' },
      write: { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
    },
  })
  const { mib, runs, write, json } = values
  return { mebibytes: whole('--mib', mib), runs: whole('--runs', runs), write, json }
}

function whole(option: string, text: string): number {
  const number = Number(text)
  if (Number.isInteger(number) && number >= 1 && number <= 65_536) return number
  throw new Error(`${option} takes a whole number from 1 to 65536, not ${JSON.stringify(text)}`)
}

function textOf(report: TransferReport): string {
  const { mebibytes, megabytesPerSecond, takerCpuMsPerMebibyte } = report
  const names = { exchange: 'our exchange', stream: 'a bare libp2p stream', socket: 'a bare socket' } as const
  const lines = (['exchange', 'stream', 'socket'] as const).map((way) => {
    const cpu = `${takerCpuMsPerMebibyte[way].toFixed(1)} ms of CPU a MiB at the receiver`
    return `${names[way].padEnd(22)}${megabytesPerSecond[way].join(', ')} MB/s, ${cpu}`
  })
  const ratio = `exchange / stream ${report.exchangeToStream}, exchange / socket ${report.exchangeToSocket}`
  return `${[`${mebibytes} MiB a run`, ...lines, `${ratio}; machine load ${report.machineLoad}`].join('\n')}\n`
}

async function main(words: readonly string[]): Promise<number> {
  let plan: ReturnType<typeof planOf>
  try {
    plan = planOf(words)
  } catch (error) {
    process.stderr.write(`bench:transfer: ${messageOf(error)}\n`)
    return unusableExitCode
  }
  const report = await compareWays(plan)
  process.stdout.write(plan.json ? `${JSON.stringify(report)}\n` : textOf(report))
  const date = new Date().toISOString().slice(0, 10)
  if (plan.write)
    await writeSection('transfer', `\`npm run bench:transfer\`, ${date}:\n\n\`\`\`\n${textOf(report)}\`\`\``)
  return 0
}

process.exitCode = await main(process.argv.slice(2))
