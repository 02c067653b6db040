import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ProgressPace } from '#node/world/progress-pace.ts'

/** Which of the looks at a download of 100 chunks are told; each is the chunks made and the time in seconds. */
function told(...looks: readonly (readonly [made: number, second: number])[]): readonly number[] {
  const pace = new ProgressPace()
  return looks.filter(([made, second]) => pace.isTold({ made, total: 100 }, second * 1000)).map(([made]) => made)
}

test('a fast download is told in tenths', () => {
  const looks = Array.from({ length: 101 }, (_, made) => [made, made / 100] as const)

  assert.deepEqual(told(...looks), [0, 10, 20, 30, 40, 50, 60, 70, 80, 90, 100])
})

test('a slow download is told every 10 s', () => {
  assert.deepEqual(told([0, 0], [1, 9], [2, 10], [3, 19], [4, 20]), [0, 2, 4])
})

test('a download that stands still is not told again', () => {
  assert.deepEqual(told([0, 0], [0, 10], [0, 20]), [0])
})

test('the next download is told from its beginning', () => {
  assert.deepEqual(told([0, 0], [100, 1], [5, 2], [6, 3]), [0, 100, 5])
})
