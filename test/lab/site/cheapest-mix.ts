/** One way to bring some chunks over the WAN. */
export interface MixPayload {
  readonly bytes: number
  /** The chunks that it makes, all of them in one run. */
  readonly chunks: readonly number[]
}

/**
 * The fewest bytes of payloads with which every one of `needed` is made by somebody on the site, who has the
 * finished chunk for the others. Runs are apart: no payload makes chunks of two. A chunk that no payload makes
 * costs infinitely much. Exact: the lowest missing chunk is made by each payload that can, in turn.
 */
export function cheapestMix(needed: readonly number[], payloads: readonly MixPayload[], chunksPerRun: number): number {
  const runOf = (chunk: number): number => Math.floor(chunk / chunksPerRun)
  const payloadsOf = Map.groupBy(payloads, ({ chunks }) => runOf(chunks[0] ?? 0))
  let bytes = 0
  for (const [run, chunks] of Map.groupBy(needed, runOf)) {
    bytes += cheapestCover(chunks.map((chunk) => chunk % chunksPerRun).reduce(withBit, 0), masksOf(run))
  }
  return bytes

  function masksOf(run: number): readonly Cover[] {
    const ofRun = payloadsOf.get(run) ?? []
    return ofRun.map((payload) => ({
      bytes: payload.bytes,
      mask: payload.chunks.map((chunk) => chunk % chunksPerRun).reduce(withBit, 0),
    }))
  }
}

interface Cover {
  readonly bytes: number
  /** A bit for each chunk of the run: at most 16. */
  readonly mask: number
}

function cheapestCover(needed: number, covers: readonly Cover[], known = new Map<number, number>()): number {
  if (needed === 0) return 0
  const before = known.get(needed)
  if (before !== undefined) return before
  const lowest = needed & -needed
  const costs = covers
    .filter(({ mask }) => (mask & lowest) !== 0)
    .map(({ mask, bytes }) => bytes + cheapestCover(needed & ~mask, covers, known))
  const least = Math.min(...costs)
  known.set(needed, least)
  return least
}

function withBit(mask: number, bit: number): number {
  return mask | (1 << bit)
}
