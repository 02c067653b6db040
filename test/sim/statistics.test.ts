import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { Random } from '#sim/random.ts'
import { bandOf, bootstrapMean, countUpTo, percentile, sortedUpwards } from '#sim/statistics.ts'

test('a percentile is the least value that so large a share does not exceed', () => {
  const tenths = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]

  const found = [0.1, 0.5, 0.51, 0.9, 0.99, 1].map((share) => percentile(tenths, share))

  assert.deepEqual(found, [1, 5, 6, 9, 10, 10])
})

test('a percentile of numbers is the one that counting finds', () => {
  fc.assert(
    fc.property(fc.array(fc.integer(), { minLength: 1 }), fc.integer({ min: 1, max: 100 }), (values, percent) => {
      const sorted = sortedUpwards(values)

      const found = percentile(sorted, percent / 100)

      assert.ok(100 * countUpTo(sorted, found) >= percent * sorted.length)
      assert.ok(100 * sorted.filter((value) => value < found).length < percent * sorted.length)
    }),
  )
})

test('a band goes from the least value to the greatest', () => {
  const band = bandOf([5, 1, 9, 3])

  assert.deepEqual(band, { low: 1, median: 3, high: 9 })
})

test('the same differences and the same stream of chance give the same interval', () => {
  const differences = [3, 4, 2, 5, 3]

  const [first, second] = [1, 1].map((seed) => bootstrapMean(differences, new Random(seed)))

  assert.deepEqual(first, second)
})

test('an interval holds the mean, and nothing outside of the differences', () => {
  const differences = fc.array(fc.integer({ min: -1000, max: 1000 }), { minLength: 2, maxLength: 12 })
  fc.assert(
    fc.property(differences, fc.integer(), (values, seed) => {
      const { mean, interval } = bootstrapMean(values, new Random(seed))

      assert.ok(interval !== undefined && interval.low <= interval.high)
      assert.ok(interval.low >= Math.min(...values) && interval.high <= Math.max(...values))
      assert.ok(mean >= Math.min(...values) && mean <= Math.max(...values))
    }),
    { numRuns: 20 },
  )
})

test('the interval of many differences is near that of the normal distribution', () => {
  // 0 to 99: mean 49.5, standard deviation of the mean 2.887.
  const differences = Array.from({ length: 100 }, (_, index) => index)

  const { interval } = bootstrapMean(differences, new Random('normal'))

  assert.ok(Math.abs((interval?.low ?? 0) - (49.5 - 1.96 * 2.887)) < 0.6)
  assert.ok(Math.abs((interval?.high ?? 0) - (49.5 + 1.96 * 2.887)) < 0.6)
})

test('one difference has a mean and no interval', () => {
  const { mean, interval } = bootstrapMean([7], new Random(1))

  assert.deepEqual({ mean, interval }, { mean: 7, interval: undefined })
})
