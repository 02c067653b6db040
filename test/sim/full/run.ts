/** `npm run crash-points`: cuts the power of an update everywhere. Ends with 2 where the command line cannot be read. */
import { messageOf } from '#core/errors.ts'
import { type CrashFinding, findCrashPoints } from '#sim/full/crash-points.ts'
import { builtUpdate } from './built-update.ts'
import { CrashUsage, parseCrashArguments } from './crash-arguments.ts'

const usageExitCode = 2

async function main(words: readonly string[]): Promise<number> {
  const { json, ...asked } = parseCrashArguments(words)
  const onPoint = json || !process.stderr.isTTY ? () => {} : showProgress
  const report = await findCrashPoints({ ...asked, update: await builtUpdate(), onPoint })
  const { findings, ...counts } = report
  if (json) process.stdout.write(`${JSON.stringify(report)}\n`)
  else {
    for (const [name, count] of Object.entries(counts)) process.stdout.write(`${name.padEnd(20)}${count}\n`)
    for (const finding of findings) process.stdout.write(textOf(finding))
  }
  return report.violations === 0 ? 0 : 1
}

function showProgress(done: number, points: number): void {
  process.stderr.write(`\r${done} of ${points} points${done === points ? '\n' : ''}`)
}

/** One finding with the command that shows it again. */
function textOf({ invariant, detail, caseName, point, seed }: CrashFinding): string {
  const again = `npm run crash-points -- --seeds ${seed + 1} --case ${caseName} --point ${point}`
  return `BROKEN ${invariant}: ${detail}\n  ${point === 0 ? `without any cut, in ${caseName}` : again}\n`
}

try {
  process.exitCode = await main(process.argv.slice(2))
} catch (error) {
  process.stderr.write(`crash-points: ${messageOf(error)}\n`)
  process.exitCode = error instanceof CrashUsage ? usageExitCode : 1
}
