import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { resolve } from 'node:path'
import { test } from 'node:test'
import type { CrashReport } from '#sim/full/crash-points.ts'
import { invariants } from '#sim/full/witness.ts'
import { temporaryDirectory } from '#test/conformance/temporary-directory.ts'
import type { PlantName } from './plants.ts'

const root = resolve(import.meta.dirname, '../..')

/** Runs a program of this repository with a bug in it. */
function runPlanted(name: string, program: readonly string[]) {
  const environment = { ...process.env, MYCEL_PLANT: name }
  const words = ['--import', './test/planted/plant.ts', ...program]
  return spawnSync(process.execPath, words, { cwd: root, env: environment, encoding: 'utf8' })
}

const crashPoints = ['test/sim/full/run.ts', '--first', '--json']

for (const [name, invariant] of Object.entries({
  'missing-sync-before-flip': invariants.flip,
  'single-boot-record': invariants.bootable,
  'writes-active-slot': invariants.active,
  'skipped-digest-check': invariants.digest,
  'skipped-read-back': invariants.whole,
  'attempts-never-spent': invariants.rollback,
  'have-before-sync': invariants.have,
} satisfies Partial<Record<PlantName, string>>)) {
  test(`${name} is found by a cut: ${invariant}`, () => {
    const { status, stdout, stderr } = runPlanted(name, crashPoints)

    assert.equal(status, 1, stderr)
    const { findings } = JSON.parse(stdout) as CrashReport
    assert.ok(
      findings.some((finding) => finding.invariant === invariant),
      JSON.stringify(findings),
    )
  })
}

// The second is found by the 1,622nd seed: those before it are left out, to be quick.
for (const [name, { invariant, seeds }] of Object.entries({
  'have-before-sync': { invariant: 'have-after-sync', seeds: '1..999' },
  'lease-never-expires': { invariant: 'converges', seeds: '1600..1999' },
} satisfies Partial<Record<PlantName, FuzzedPlant>>)) {
  test(`${name} is found by a seed of the fuzzer in ${seeds}: ${invariant}`, async (t) => {
    const out = await temporaryDirectory(t)

    const { status, stdout, stderr } = runPlanted(name, [
      'mycel.ts',
      'sim',
      'fuzz',
      '--seeds',
      seeds,
      '--json',
      '--out',
      out,
    ])

    assert.equal(status, 1, stderr)
    const found = JSON.parse(stdout.trim().split('\n').at(-1) ?? '') as {
      violation: { invariant: string }
      seed: number
    }
    t.diagnostic(`seed ${found.seed}`)
    assert.equal(found.violation.invariant, invariant)
  })
}

/** The rule that a planted bug breaks, and the seeds that are tried. */
interface FuzzedPlant {
  readonly invariant: string
  readonly seeds: string
}

test('a bug that is not known by name is not planted', () => {
  const { status, stderr } = runPlanted('any', crashPoints)

  assert.equal(status, 1)
  assert.match(stderr, /MYCEL_PLANT is one of missing-sync-before-flip/)
})

test('a program that never loads the module with the bug says so', () => {
  const { status, stderr } = runPlanted('lease-never-expires', ['core/check.ts'])

  assert.equal(status, 3)
  assert.match(stderr, /the program never loaded core\/exchange\/ledger\/leases\.ts/)
})
