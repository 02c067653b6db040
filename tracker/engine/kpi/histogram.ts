/** Times in buckets that grow by a quarter: a quantile is at most 25 % too high, whatever it is of. Plain data. */
export interface Histogram {
  readonly count: number
  readonly sumMs: number
  /** How many times fell into which bucket, by its number. */
  readonly buckets: Readonly<Record<number, number>>
}

/** No times. */
export const noTimes: Histogram = { count: 0, sumMs: 0, buckets: {} }

/** The upper bounds of the buckets in ms: from a second up to more than ten years. */
const boundsMs: readonly number[] = makeBounds()

/** A histogram with one time more; a negative one counts as none at all. */
export function withTime({ count, sumMs, buckets }: Histogram, ms: number): Histogram {
  const time = Math.max(0, Math.round(ms))
  const bucket = bucketOf(time)
  return { count: count + 1, sumMs: sumMs + time, buckets: { ...buckets, [bucket]: (buckets[bucket] ?? 0) + 1 } }
}

/** The time that this share (0 to 1) of them does not exceed, in ms; undefined where there are none. */
export function quantileMs({ count, buckets }: Histogram, share: number): number | undefined {
  if (count === 0) return undefined
  let left = Math.max(1, Math.ceil(share * count))
  for (const [index, bound] of boundsMs.entries()) {
    left -= buckets[index] ?? 0
    if (left <= 0) return bound
  }
  return boundsMs.at(-1)
}

/** The mean in ms; undefined where there are none. */
export function meanMs({ count, sumMs }: Histogram): number | undefined {
  return count === 0 ? undefined : sumMs / count
}

function bucketOf(ms: number): number {
  const index = boundsMs.findIndex((bound) => ms <= bound)
  return index < 0 ? boundsMs.length - 1 : index
}

function makeBounds(): readonly number[] {
  const bounds = [1000]
  while ((bounds.at(-1) ?? 0) < 10 * 366 * 24 * 3_600_000) bounds.push(Math.ceil((bounds.at(-1) ?? 0) * 1.25))
  return bounds
}
