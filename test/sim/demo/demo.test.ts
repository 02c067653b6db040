import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { test } from 'node:test'
import { promisify } from 'node:util'
import type { DemoSummary } from '#sim/demo/summary.ts'
import { temporaryDirectory } from '#test/conformance/temporary-directory.ts'
import { noise } from '#test/core/delta/sample-images.ts'

const entry = resolve(import.meta.dirname, '../../../mycel.ts')

test('a demo updates every device, though two are killed and an intruder serves corrupted bytes; a faulty release after it is stopped and taken back', async (t) => {
  const directory = await temporaryDirectory(t)
  const images = ['old.img', 'new.img'].map((name) => join(directory, name))
  const old = noise(384 * 1024)
  // A new piece in each of six chunks: so many payloads travel.
  const next = Uint8Array.from(old)
  for (let chunk = 0; chunk < 6; chunk += 1) next.set(noise(1_000, chunk + 7), chunk * 64 * 1024 + 100)
  for (const [index, image] of [old, next].entries()) await writeFile(images[index] ?? '', image)

  const words = [entry, 'demo', '--json', '--devices', '4', '--image', ...images]
  const { stdout } = await promisify(execFile)(process.execPath, words, { timeout: 110_000 })

  const summary = JSON.parse(stdout) as DemoSummary
  assert.deepEqual(summary.problems, [])
  assert.equal(summary.confirmed, 4)
  assert.equal(summary.resumed, 2)
  assert.ok((summary.banned ?? 0) >= 1, 'the intruder is banned')
  assert.equal(typeof summary.refetchedBytes, 'number')
  assert.equal(summary.secondAct?.state, 'aborted')
  assert.equal(summary.secondAct?.phase, 'canaries')
  assert.ok(summary.secondAct.exposed >= 1, 'a canary took the faulty release')
  assert.equal(summary.secondAct.returned, summary.secondAct.exposed)
})
