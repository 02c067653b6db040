import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { test } from 'node:test'
import { promisify } from 'node:util'

const run = promisify(execFile)

test('two processes write the same events to the byte, in both fidelities', async () => {
  const program = join(import.meta.dirname, 'print-events.ts')

  const [first, second] = await Promise.all([1, 2].map(() => run(process.execPath, [program])))

  const lines = first?.stdout.split('\n') ?? []
  assert.equal(lines.filter((line) => line.includes('"event":"published"')).length, 2, first?.stderr)
  assert.equal(first?.stdout, second?.stdout)
})
