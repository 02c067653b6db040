import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import { temporaryDirectory } from '#test/conformance/temporary-directory.ts'
import { runMycel } from '#test/node/hostile/mycel-command.ts'

/** The runs and the events of a scenario with faults, of a process of its own. */
async function filesOf(directory: string, out: string): Promise<readonly string[]> {
  const words = ['sim', 'run', 'power-cuts', '--devices', '20', '--seeds', '7..8', '--out', out]
  const { errors, exitCode } = await runMycel({ directory }, words)
  assert.notEqual(exitCode, undefined, errors)
  return Promise.all(
    ['events.jsonl', 'runs.jsonl', 'devices.csv'].map((name) => readFile(join(directory, out, name), 'utf8')),
  )
}

test('two processes with one seed write the same events, runs and devices, byte for byte', async (t) => {
  const directory = await temporaryDirectory(t)

  const [first, second] = await Promise.all(['first', 'second'].map((out) => filesOf(directory, out)))

  assert.ok((first?.[0]?.length ?? 0) > 10_000)
  assert.match(first?.[1] ?? '', /"traceDigest":"[0-9a-f]{64}"/)
  assert.deepEqual(first, second)
})
