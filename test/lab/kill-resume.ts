/**
 * Kills a device at random moments of 32 MiB updates and prints one JSON line that says what it cost:
 * `node test/lab/kill-resume.ts [--kills 100] [--seed 1] [--keep]`. Ends with 1 where a kill did not resume, a
 * slot is wrong, or a kill cost more than its bound. The kernel keeps what a killed process wrote: for what a
 * power cut does to unsynced sectors, the modelled flash of `sim/flash` stands in tests of its own.
 */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { killAndResume } from './kill/kill-and-resume.ts'

const { values } = parseArgs({
  options: {
    kills: { type: 'string', default: '100' },
    seed: { type: 'string', default: '1' },
    keep: { type: 'boolean', default: false },
  },
})
const directory = await mkdtemp(join(tmpdir(), 'mycel-kills-'))
try {
  const report = await killAndResume({
    directory,
    kills: Number(values.kills),
    seed: Number(values.seed),
    imageBytes: 32 * 1024 * 1024,
    tell: (line) => process.stderr.write(`${line}\n`),
  })
  process.stdout.write(`${JSON.stringify(report)}\n`)
  const { kills, resumed, wrongSlots, refetchedBytesMaxPerKill, boundBytes } = report
  const isKept = resumed === kills && wrongSlots === 0 && refetchedBytesMaxPerKill <= boundBytes
  process.exitCode = isKept ? 0 : 1
} finally {
  if (values.keep) process.stderr.write(`kept in ${directory}\n`)
  else await rm(directory, { recursive: true, force: true })
}
