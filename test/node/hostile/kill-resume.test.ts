import assert from 'node:assert/strict'
import { test } from 'node:test'
import { temporaryDirectory } from '#test/conformance/temporary-directory.ts'
import { killAndResume } from '#test/lab/kill/kill-and-resume.ts'

// `node test/lab/kill-resume.ts` does the same a hundred times, on 32 MiB.
test('a device that is killed twice resumes, and each kill costs no more than its bound', async (t) => {
  const directory = await temporaryDirectory(t)

  const report = await killAndResume({ directory, kills: 2, seed: 3, imageBytes: 16 * 1024 * 1024, tell: () => {} })

  const { refetchedBytes, refetchedBytesMaxPerKill, boundBytes, ...counts } = report
  assert.deepEqual(counts, { kills: 2, resumed: 2, wrongSlots: 0 })
  assert.ok(refetchedBytesMaxPerKill <= boundBytes, `${refetchedBytesMaxPerKill} bytes were fetched again`)
  assert.ok(refetchedBytes <= 2 * boundBytes)
})
