import assert from 'node:assert/strict'
import { randomInt } from 'node:crypto'
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { fuzzSeed } from '#sim/replay/fuzz-seed.ts'
import { type Replay, replayText } from '#sim/replay/replay.ts'

/** Seeds that are run each time, and why. */
interface StoredSeeds {
  readonly from: number
  readonly to: number
  readonly why: string
}

const corpus = JSON.parse(readFileSync(join(import.meta.dirname, 'corpus.json'), 'utf8')) as readonly StoredSeeds[]

/** Fresh seeds of each run of the tests. */
const freshCount = 24

/** Fresh seeds are drawn below this, so that they are easy to say. */
const freshBound = 2 ** 40

/** Fails where the random scenario of a seed breaks a rule, and leaves what it takes to see that again. */
function assertNoRuleIsBroken(seed: number): void {
  const { replay } = fuzzSeed(seed)
  if (replay !== undefined) assert.fail(describe(seed, replay))
}

function describe(seed: number, replay: Replay): string {
  const path = join(mkdtempSync(join(tmpdir(), `mycel-seed-${seed}-`)), 'replay.json')
  writeFileSync(path, replayText(replay))
  const { invariant, device, at, detail } = replay.violation
  const who = device === undefined ? '' : ` by device ${device}`
  return `seed ${seed}: the rule '${invariant}' was broken${who} after ${at} s: ${detail}; see it by 'mycel sim replay ${path}', and put the seed into test/sim/corpus.json`
}

for (const { from, to, why } of corpus) {
  const seeds = Array.from({ length: to - from + 1 }, (_, place) => from + place)
  test(`seeds ${from} to ${to} break no rule: ${why}`, () => {
    for (const seed of seeds) assertNoRuleIsBroken(seed)
  })
}

test(`${freshCount} fresh seeds break no rule`, (t) => {
  const first = randomInt(freshBound)
  t.diagnostic(`fresh seeds from ${first} on`)

  for (let seed = first; seed < first + freshCount; seed += 1) assertNoRuleIsBroken(seed)
})
