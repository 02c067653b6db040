/**
 * `npm run bench:delta -- OLD NEW [--anchors] [--json]`: the delta between two image files, what it takes to find it and to
 * apply it, and what other programs make of the same two. Ends with 1 where that cannot be measured, with 2 when its words
 * cannot be read.
 */
import { parseArgs } from 'node:util'
import { messageOf } from '#core/errors.ts'
import { deltaJson, deltaText } from './delta/delta-report.ts'
import { type DeltaBench, measureDelta } from './delta/measure-delta.ts'

const usage = `usage: npm run bench:delta -- OLD NEW [--anchors [--limit 600]] [--json]

  --anchors  also measure xdelta3 -9, zstd -19 --patch-from, bsdiff, casync (chunks of 64 KiB) and
             hdiffz -SD, as far as they are installed, and check what they make
  --limit    how long each of their commands may take, in seconds`

const failedExitCode = 1
const unusableExitCode = 2

function planOf(words: readonly string[]): DeltaBench & { readonly json: boolean } {
  const { values, positionals } = parseArgs({
    args: [...words],
    options: {
      anchors: { type: 'boolean', default: false },
      limit: { type: 'string', default: '600' },
      json: { type: 'boolean', default: false },
    },
    allowPositionals: true,
  })
  const [basePath, imagePath] = positionals
  const limitSeconds = Number(values.limit)
  if (basePath === undefined || imagePath === undefined || positionals.length > 2) {
    throw new Error('it takes two image files')
  }
  if (!(limitSeconds > 0)) throw new Error(`--limit takes a number of seconds, not ${values.limit}`)
  return { basePath, imagePath, anchors: values.anchors ? { limitSeconds } : undefined, json: values.json }
}

async function main(words: readonly string[]): Promise<number> {
  let plan: ReturnType<typeof planOf>
  try {
    plan = planOf(words)
  } catch (error) {
    process.stderr.write(`bench:delta: ${messageOf(error)}\n${usage}\n`)
    return unusableExitCode
  }
  try {
    const report = await measureDelta(plan)
    process.stdout.write(plan.json ? `${deltaJson(report)}\n` : deltaText(report))
    return 0
  } catch (error) {
    process.stderr.write(`bench:delta: ${messageOf(error)}\n`)
    return failedExitCode
  }
}

process.exitCode = await main(process.argv.slice(2))
