import type { Phase } from '#node/engine/contract.ts'
import type { Random } from '#sim/random.ts'
import type { CaseFault } from './both.ts'

/** Phases in which a fault can begin, with the time after their beginning up to which it does, in milliseconds. */
const moments: readonly { readonly phase: Phase; readonly withinMs: number }[] = [
  { phase: 'idle', withinMs: 0 },
  { phase: 'planning', withinMs: 60 },
  { phase: 'fetching', withinMs: 400 },
  { phase: 'staged', withinMs: 900 },
  { phase: 'trial', withinMs: 40 },
]

/** What goes wrong, and for how long, in seconds. */
const kinds: readonly { readonly kind: CaseFault['kind']; readonly secondsMax: number }[] = [
  { kind: 'power-cut', secondsMax: 20 },
  { kind: 'crash', secondsMax: 1 },
  { kind: 'wan-down', secondsMax: 40 },
  { kind: 'tracker-down', secondsMax: 40 },
  { kind: 'disk-full', secondsMax: 40 },
  { kind: 'unhealthy', secondsMax: 0 },
  { kind: 'hangs', secondsMax: 0 },
  { kind: 'no-boot', secondsMax: 0 },
]

/** One or two faults; firmware is bad from the beginning. */
export function randomFaults(random: Random): readonly CaseFault[] {
  return Array.from({ length: 1 + random.below(2) }, (_, place) => randomFault(random.stream(`fault ${place}`)))
}

function randomFault(random: Random): CaseFault {
  const { kind, secondsMax } = pick(kinds, random)
  const { phase, withinMs } = secondsMax === 0 ? pick(moments.slice(0, 1), random) : pick(moments.slice(1), random)
  const seconds = kind === 'crash' ? secondsMax : 1 + random.below(secondsMax + 1)
  return { kind, phase, afterSeconds: random.below(withinMs + 1) / 1000, seconds }
}

function pick<T>(choices: readonly T[], random: Random): T {
  return choices[random.below(choices.length)] as T
}
