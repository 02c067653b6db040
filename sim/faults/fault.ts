/**
 * One thing that goes wrong in a run, drawn before it begins, so that leaving one out moves no other. Devices and
 * sites are counted over the whole fleet from 0; times are seconds after the release, ends are `at + seconds`.
 */
export type Fault =
  /** The power goes, and comes back: of what was written but not synced, each chunk is kept or lost. */
  | { readonly kind: 'power-cut'; readonly at: number; readonly seconds: number; readonly device: number }
  /** The process ends and is started again: what was written but not synced survives. */
  | { readonly kind: 'crash'; readonly at: number; readonly seconds: number; readonly device: number }
  | { readonly kind: 'wan-down'; readonly at: number; readonly seconds: number; readonly site: number }
  /** The devices of a site fall into two halves that do not reach each other. */
  | { readonly kind: 'lan-split'; readonly at: number; readonly seconds: number; readonly site: number }
  | { readonly kind: 'multicast-off'; readonly at: number; readonly seconds: number; readonly site: number }
  /** The device's network runs at a tenth of its rate. */
  | { readonly kind: 'slow'; readonly at: number; readonly seconds: number; readonly device: number }
  /** The device is gone for good. */
  | { readonly kind: 'dies'; readonly at: number; readonly seconds: 0; readonly device: number }
  /** The device serves forged bytes. */
  | { readonly kind: 'corrupt'; readonly at: number; readonly seconds: number; readonly device: number }
  /** The device says that it has, and that it is fetching, what it does not, and answers no request. */
  | { readonly kind: 'lying'; readonly at: number; readonly seconds: number; readonly device: number }
  | { readonly kind: 'tracker-down'; readonly at: number; readonly seconds: number }
  /** The tracker serves forged bytes. A device that got some twice leaves it until its next start. */
  | { readonly kind: 'tracker-forges'; readonly at: number; readonly seconds: number }
  /** From `at` to the end of the run the release does not start on this device, hangs in its trial, or fails its health check. */
  | {
      readonly kind: 'no-boot' | 'hangs' | 'unhealthy'
      readonly at: number
      readonly seconds: number
      readonly device: number
    }
  /** The release crashes on this device so many seconds after it was confirmed, once; only in rollouts. */
  | { readonly kind: 'unstable'; readonly at: number; readonly seconds: number; readonly device: number }
  /** The device's wall clock stands at the beginning of this year. */
  | {
      readonly kind: 'clock-1970' | 'clock-2050'
      readonly at: number
      readonly seconds: number
      readonly device: number
    }
  /** A chunk that was synced into the inactive slot rots. */
  | { readonly kind: 'bit-rot'; readonly at: number; readonly seconds: 0; readonly device: number }
  /** Writes to the inactive slot fail. */
  | { readonly kind: 'disk-full'; readonly at: number; readonly seconds: number; readonly device: number }

/** Every kind of fault, in the order of `docs/simulator.md`. */
export const faultKinds = [
  'power-cut',
  'crash',
  'wan-down',
  'lan-split',
  'multicast-off',
  'slow',
  'dies',
  'corrupt',
  'lying',
  'tracker-down',
  'no-boot',
  'hangs',
  'unhealthy',
  'unstable',
  'clock-1970',
  'clock-2050',
  'bit-rot',
  'disk-full',
  'tracker-forges',
] as const satisfies readonly Fault['kind'][]

/** Whether a kind befalls the tracker, not a device or a site. */
export function isOfTracker(kind: Fault['kind']): boolean {
  return kind === 'tracker-down' || kind === 'tracker-forges'
}
