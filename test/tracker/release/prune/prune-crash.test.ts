import assert from 'node:assert/strict'
import fileSystem from 'node:fs/promises'
import { syncBuiltinESMExports } from 'node:module'
import { test } from 'node:test'
import {
  assertWhole,
  contentFiles,
  daysLater,
  listedDeltas,
  type PruneBench,
  pruneBenches,
} from '#test/tracker/release/prune/prune-bench.ts'

const openBench = pruneBenches()

/** Withdraws deltas and deletes the files of others, which were withdrawn a month before. */
const pruneMore = ({ prune }: PruneBench) => prune(daysLater(30), { keep: 1, fleet: new Map([['1.1.0', 3]]) })

test('a prune that is cut at any file operation leaves a whole repository, and the next one ends it', async (t) => {
  const original = await openBench(t)
  await original.prune(daysLater(1))
  const uncut = await original.copy()
  await pruneMore(uncut)
  const expected = [await listedDeltas(uncut.repository, daysLater(30)), await contentFiles(uncut.repository)]

  let cuts = 0
  for (; cuts < operationsMax; cuts++) {
    const bench = await original.copy()
    if (!(await isCut(cuts, () => pruneMore(bench)))) break

    await assertWhole(bench.repository.directory, daysLater(30))
    await pruneMore(bench)
    assert.deepEqual(
      [await listedDeltas(bench.repository, daysLater(30)), await contentFiles(bench.repository)],
      expected,
    )
  }

  assert.ok(cuts > 20 && cuts < operationsMax, `${cuts} operations`)
})

/** The most file operations of the run. */
const operationsMax = 300

/** What changes a directory or opens a file, to be written or synced. */
const operations = ['link', 'mkdir', 'open', 'rename', 'rm', 'writeFile'] as const

/**
 * Runs `work` so that after `count` file operations every other one fails, as if the process had ended there. False
 * where it needs no more than these.
 */
async function isCut(count: number, work: () => Promise<unknown>): Promise<boolean> {
  const genuine = { ...fileSystem }
  let left = count
  for (const name of operations) {
    const operation = genuine[name] as (...rest: unknown[]) => Promise<unknown>
    const counted = async (...rest: unknown[]): Promise<unknown> => {
      if (left-- > 0) return await operation(...rest)
      throw new Error('the process was ended')
    }
    Object.assign(fileSystem, { [name]: counted })
  }
  syncBuiltinESMExports()
  try {
    await work()
    return left < 0
  } catch (error) {
    assert.equal(left < 0, true, String(error))
    return true
  } finally {
    Object.assign(fileSystem, genuine)
    syncBuiltinESMExports()
  }
}
