import type { Digest } from '#core/digest.ts'
import type { Delta } from '#core/format/delta.ts'

/** Devices of a site that make an image from the same base, and the delta that they use. */
export interface SiteBase {
  readonly group: Digest
  /** Undefined where no delta leads from what they have: they take full payloads. */
  readonly delta: Delta | undefined
}

/** Neighbouring chunks whose payloads, from all bases, make these chunks and no others. */
interface Segment {
  readonly first: number
  last: number
}

/**
 * The chunks that another group of the site makes from fewer bytes over the WAN than this one, and which group that is.
 * It is decided for whole segments, in which no payload of any base reaches beyond, so that all devices that know the
 * same deltas decide alike. A group without a delta is always the dearer one; equals are ordered by their groups.
 */
export function cheaperElsewhere(own: SiteBase, others: readonly SiteBase[]): (chunk: number) => Digest | undefined {
  const bases = [own, ...others.filter((other) => other.delta !== undefined)]
  const segments = segmentsOf(bases)
  const costs = bases.map((base) => costsOf(base, segments))
  return (chunk) => {
    const segment = segmentAt(segments, chunk)
    let best = 0
    bases.forEach(({ group }, place) => {
      const cost = costAt(costs[place], segment)
      const least = costAt(costs[best], segment)
      if (cost < least || (cost === least && group < (bases[best]?.group ?? group))) best = place
    })
    return best === 0 ? undefined : bases[best]?.group
  }
}

/** Ascending. Chunks that no base needs a payload for are in none. */
function segmentsOf(bases: readonly SiteBase[]): readonly Segment[] {
  const runs = bases.flatMap(({ delta }) => (delta === undefined ? [] : [...runsOf(delta).values()]))
  runs.sort((left, right) => left.first - right.first)
  const segments: Segment[] = []
  for (const { first, last } of runs) {
    const before = segments.at(-1)
    if (before !== undefined && first <= before.last) before.last = Math.max(before.last, last)
    else segments.push({ first, last })
  }
  return segments
}

/** The chunks that each payload makes. */
function runsOf(delta: Delta): ReadonlyMap<number, Segment> {
  const runs = new Map<number, Segment>()
  for (const op of delta.ops) {
    if (op.type !== 'payload') continue
    const run = runs.get(op.payload)
    if (run === undefined) runs.set(op.payload, { first: op.chunk, last: op.chunk })
    else run.last = op.chunk
  }
  return runs
}

function segmentAt(segments: readonly Segment[], chunk: number): Segment | undefined {
  let from = 0
  let to = segments.length
  while (from < to) {
    const middle = (from + to) >> 1
    if ((segments[middle] as Segment).last < chunk) from = middle + 1
    else to = middle
  }
  const segment = segments[from]
  return segment !== undefined && segment.first <= chunk ? segment : undefined
}

/** The payload bytes of each segment; undefined for a group without a delta. */
function costsOf({ delta }: SiteBase, segments: readonly Segment[]): ReadonlyMap<Segment, number> | undefined {
  if (delta === undefined) return undefined
  const costs = new Map<Segment, number>()
  for (const [payload, run] of runsOf(delta)) {
    const segment = segmentAt(segments, run.first) as Segment
    costs.set(segment, (costs.get(segment) ?? 0) + (delta.payloads[payload]?.bytes ?? 0))
  }
  return costs
}

function costAt(costs: ReadonlyMap<Segment, number> | undefined, segment: Segment | undefined): number {
  if (costs === undefined) return Number.POSITIVE_INFINITY
  return segment === undefined ? 0 : (costs.get(segment) ?? 0)
}
