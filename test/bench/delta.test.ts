import assert from 'node:assert/strict'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { noise, worn } from '#test/core/delta/sample-images.ts'
import { measureDelta } from './delta/measure-delta.ts'

test('a delta is encoded and applied in processes of their own, and both are measured', async (context) => {
  const directory = await mkdtemp(join(tmpdir(), 'mycel-bench-'))
  context.after(() => rm(directory, { recursive: true }))
  const [basePath, imagePath] = [join(directory, 'base'), join(directory, 'image')]
  const base = noise(200_000)
  await writeFile(basePath, base)
  await writeFile(imagePath, worn(base, 500))

  const report = await measureDelta({ basePath, imagePath, anchors: undefined })

  assert.ok(report.deltaBytes > 0 && report.deltaBytes < base.byteLength / 20, JSON.stringify(report))
  assert.ok(report.encodeRssMb > 0 && report.applyRssMb > 0)
})
