import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import type { LogFields } from '#adapters/log/log.ts'
import { ProgressLog } from '#node/world/progress-log.ts'

/** A progress log whose clock the test moves, and the chunks that its lines tell. */
function progressLog(t: TestContext): { readonly log: ProgressLog; readonly told: unknown[]; pass(ms: number): void } {
  t.mock.timers.enable({ apis: ['setInterval'] })
  const told: unknown[] = []
  let made = 0
  const tell = (_event: string, fields?: LogFields): void => void told.push(fields?.['made'])
  const log = new ProgressLog({ debug: tell, info: tell }, () => ({ made: made++, total: 10 }))
  return { log, told, pass: (ms) => t.mock.timers.tick(ms) }
}

test('progress is told at once and then four times a second', (t) => {
  const { log, told, pass } = progressLog(t)

  log.entered('fetching')
  pass(1_000)

  assert.deepEqual(told, [0, 1, 2, 3, 4])
})

test('the last progress is told when fetching has ended, and none after it', (t) => {
  const { log, told, pass } = progressLog(t)
  log.entered('fetching')

  for (const phase of ['verifying', 'staged'] as const) log.entered(phase)
  pass(1_000)

  assert.deepEqual(told, [0, 1])
})
