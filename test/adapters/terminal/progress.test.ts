import assert from 'node:assert/strict'
import { test } from 'node:test'
import { showProgress } from '#adapters/terminal/progress.ts'

test('a terminal gets at most ten bars a second, redrawn in place, and the last one', () => {
  const written: string[] = []
  let clock = 0
  const onProgress = showProgress({ isTTY: true, write: (text) => written.push(text) }, () => clock)

  for (let done = 1; done <= 50; done++) {
    clock += 10
    onProgress({ label: 'app', done, total: 50 })
  }

  assert.equal(written.length, 6)
  assert.equal(written[0], '\r\x1b[K[........................]   2 % app')
  assert.equal(written.at(-1), '\r\x1b[K[########################] 100 % app\n')
})

test('a log gets a line every five seconds, and the last one', () => {
  const written: string[] = []
  let clock = 0
  const onProgress = showProgress({ write: (text) => written.push(text) }, () => clock)

  for (let done = 1; done <= 12; done++) {
    onProgress({ label: 'app', done, total: 12 })
    clock += 1000
  }

  assert.deepEqual(written, ['  8 % app\n', ' 50 % app\n', ' 91 % app\n', '100 % app\n'])
})
