import { check } from '#core/check.ts'
import type { Random } from '#sim/random.ts'

/**
 * The smallest of the values that at least this share of them, above 0 to 1, does not exceed: the nearest rank.
 * `sorted` goes upwards and is not empty.
 */
export function percentile(sorted: readonly number[], share: number): number {
  check(sorted.length > 0 && share > 0 && share <= 1, 'a percentile is of some values and a share of them')
  // The rank of 0.9 of 10 values is 9, though 0.9 * 10 may be a little more in binary.
  const rank = Math.ceil(share * sorted.length - 1e-9)
  return sorted[Math.max(rank, 1) - 1] as number
}

/** The values in a new list, upwards. */
export function sortedUpwards(values: readonly number[]): readonly number[] {
  return [...values].sort((left, right) => left - right)
}

/** The sum of `of` over the items. */
export function total<Item>(items: readonly Item[], of: (item: Item) => number): number {
  return items.reduce((sum, item) => sum + of(item), 0)
}

/** How many of `sorted`, which goes upwards, are at most `bound`. */
export function countUpTo(sorted: readonly number[], bound: number): number {
  let [from, to] = [0, sorted.length]
  while (from < to) {
    const middle = (from + to) >> 1
    if ((sorted[middle] as number) <= bound) from = middle + 1
    else to = middle
  }
  return from
}

/** The middle of some values, not none, and what lies around it. */
export interface Band {
  readonly low: number
  readonly median: number
  readonly high: number
}

/** The least, the middle and the greatest of some values, not none. */
export function bandOf(values: readonly number[]): Band {
  const sorted = sortedUpwards(values)
  return { low: percentile(sorted, 1e-9), median: percentile(sorted, 0.5), high: percentile(sorted, 1) }
}

/** A mean, and the bounds between which it lies with 95 % confidence; without bounds where one value says nothing of others. */
export interface MeanInterval {
  readonly mean: number
  readonly interval: { readonly low: number; readonly high: number } | undefined
}

/** How often the values are drawn again. */
const resamples = 2_000

/**
 * The mean of paired differences, not none, with its percentile bootstrap interval (Efron and Tibshirani,
 * "An Introduction to the Bootstrap", 1993, ch. 13). The same for the same differences and stream of chance.
 */
export function bootstrapMean(differences: readonly number[], random: Random): MeanInterval {
  const count = differences.length
  check(count > 0, 'a mean is of some values')
  const mean = total(differences, (difference) => difference) / count
  if (count === 1) return { mean, interval: undefined }
  const means = Array.from({ length: resamples }, () => {
    let sum = 0
    for (let drawn = 0; drawn < count; drawn += 1) sum += differences[random.below(count)] as number
    return sum / count
  })
  const sorted = sortedUpwards(means)
  return { mean, interval: { low: percentile(sorted, 0.025), high: percentile(sorted, 0.975) } }
}
