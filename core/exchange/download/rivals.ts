import type { Digest } from '#core/digest.ts'
import { earliest, type Instant, instant, later } from '#core/engine.ts'
import type { Want } from '#core/exchange/ledger/wants.ts'
import { rivalSilenceMs } from '#core/exchange/limits.ts'

/** What another group of the site brings in. */
interface Rival {
  readonly wants: Set<Want>
  /** When it counts as silent, unless it moves before. */
  silentAt: Instant
}

/**
 * Wants that another group of the site meets for fewer bytes over the WAN: from its base the patch is smaller, or none
 * is needed. This node waits for the finished chunk, for as long as that group is seen to move.
 */
export class Rivals {
  readonly #byGroup = new Map<Digest, Rival>()

  /** Whether nothing is left to another group. */
  get isEmpty(): boolean {
    return this.#byGroup.size === 0
  }

  /** Leaves a want to its rival, if it has one. */
  defer(want: Want, now: Instant): void {
    if (want.rival === undefined) return
    const rival = this.#byGroup.get(want.rival) ?? { wants: new Set(), silentAt: later(now, rivalSilenceMs) }
    this.#byGroup.set(want.rival, rival)
    rival.wants.add(want)
  }

  /** Whether a want is left to its rival. */
  defers(want: Want): boolean {
    return want.rival !== undefined && (this.#byGroup.get(want.rival)?.wants.has(want) ?? false)
  }

  /** A device of these groups was seen to take, to fetch or to have something. */
  moved(groups: Iterable<Digest>, now: Instant): void {
    for (const group of groups) {
      const rival = this.#byGroup.get(group)
      if (rival !== undefined) rival.silentAt = later(now, rivalSilenceMs)
    }
  }

  /** The last device of a group has left. */
  left(group: Digest): void {
    const rival = this.#byGroup.get(group)
    if (rival !== undefined) rival.silentAt = instant(0)
  }

  /** A want is met or given up. */
  forget(want: Want): void {
    if (want.rival === undefined) return
    const rival = this.#byGroup.get(want.rival)
    rival?.wants.delete(want)
    if (rival?.wants.size === 0) this.#byGroup.delete(want.rival)
  }

  /** Takes out the wants of the groups that are silent: this node meets them itself from now on. */
  takeSilent(now: Instant): readonly Want[] {
    if (this.isEmpty) return []
    const silent = [...this.#byGroup].filter(([, rival]) => rival.silentAt <= now)
    for (const [group] of silent) this.#byGroup.delete(group)
    return silent.flatMap(([, rival]) => [...rival.wants])
  }

  /** When the first group counts as silent; the next instant for one whose last device has left while others were looked after. */
  deadline(now: Instant): Instant | undefined {
    let first: Instant | undefined
    for (const { silentAt } of this.#byGroup.values()) first = earliest(first, silentAt)
    return first !== undefined && first <= now ? instant(now + 1) : first
  }
}
