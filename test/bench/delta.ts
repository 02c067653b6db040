/**
 * `npm run bench:delta -- OLD NEW [--json]`: the delta between two image files, what it takes to find it and to apply it.
 * Ends with 2 when its words cannot be read.
 */
import { parseArgs } from 'node:util'
import { messageOf } from '#core/errors.ts'
import { type DeltaReport, measureDelta } from './delta/measure-delta.ts'

const unusableExitCode = 2

function planOf(words: readonly string[]) {
  const { values, positionals } = parseArgs({
    args: [...words],
    options: { json: { type: 'boolean', default: false } },
    allowPositionals: true,
  })
  const [basePath, imagePath] = positionals
  if (basePath === undefined || imagePath === undefined || positionals.length > 2) {
    throw new Error('it takes two image files: npm run bench:delta -- OLD NEW')
  }
  return { basePath, imagePath, json: values.json }
}

function textOf(report: DeltaReport): string {
  const lines = [
    `delta     ${report.deltaBytes} bytes in ${report.payloadCount} payloads, ${report.documentBytes} of them the document with ${report.coverCount} covers`,
    `manifest  ${report.manifestBytes} bytes`,
    `encode    ${report.encodeSeconds} s, ${report.coverSeconds} of them for the covers, ${report.encodeRssMb} MB`,
    `apply     ${report.applySeconds} s, ${report.applyRssMb} MB`,
  ]
  return `${lines.join('\n')}\n`
}

async function main(words: readonly string[]): Promise<number> {
  let plan: ReturnType<typeof planOf>
  try {
    plan = planOf(words)
  } catch (error) {
    process.stderr.write(`bench:delta: ${messageOf(error)}\n`)
    return unusableExitCode
  }
  const report = await measureDelta(plan.basePath, plan.imagePath)
  process.stdout.write(plan.json ? `${JSON.stringify(report)}\n` : textOf(report))
  return 0
}

process.exitCode = await main(process.argv.slice(2))
