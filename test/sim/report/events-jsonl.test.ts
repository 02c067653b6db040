import assert from 'node:assert/strict'
import { readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { EventsFile } from '#sim/report/events-jsonl.ts'
import { temporaryDirectory } from '#test/conformance/temporary-directory.ts'

test('events become lines in their order', async (context) => {
  const path = join(await temporaryDirectory(context), 'events.jsonl')
  const file = EventsFile.create(path)

  file.write({ at: 1, event: 'offered', device: 0 })
  file.write({ at: 2, event: 'verified', device: 0, text: 'a\nline' })
  file.close()

  const lines = readFileSync(path, 'utf8').split('\n')
  assert.deepEqual(lines, [
    '{"at":1,"event":"offered","device":0}',
    '{"at":2,"event":"verified","device":0,"text":"a\\nline"}',
    '',
  ])
})

test('what does not fit into the buffer is in the file before the run goes on', async (context) => {
  const path = join(await temporaryDirectory(context), 'events.jsonl')
  const file = EventsFile.create(path)
  const text = 'x'.repeat(1_000)

  for (let at = 0; at < 1_000; at += 1) file.write({ at, event: 'told', text })

  const before = statSync(path).size
  file.close()
  assert.ok(before > 0 && statSync(path).size - before < 2 ** 18)
  assert.equal(readFileSync(path, 'utf8').trimEnd().split('\n').length, 1_000)
})

test('a file that was there is begun anew', async (context) => {
  const path = join(await temporaryDirectory(context), 'events.jsonl')
  const old = EventsFile.create(path)
  old.write({ at: 1, event: 'old' })
  old.close()

  EventsFile.create(path).close()

  assert.equal(readFileSync(path, 'utf8'), '')
})
