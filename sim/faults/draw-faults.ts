import { Random } from '#sim/random.ts'
import type { SitePlan } from '#sim/run/build-fleet.ts'
import type { FaultRule, Scenario } from '#sim/scenario/scenario.ts'
import { drawn } from '#sim/scenario/spread.ts'
import { type Fault, isOfTracker } from './fault.ts'

/** Faults of one run at the most; rules that ask for more are cut. */
const faultsMax = 200_000

/** The kinds that befall a site, not a device. */
const ofSites: readonly Fault['kind'][] = ['wan-down', 'lan-split', 'multicast-off']

/** The kinds that do not end. */
const lasting: readonly Fault['kind'][] = ['dies', 'bit-rot']

/** Draws what goes wrong in a run. Each rule has a stream of its own, so that one changes nothing for the others. */
export function drawFaults(scenario: Scenario, sites: readonly SitePlan[], seed: number): readonly Fault[] {
  const random = new Random(seed).stream('faults')
  const faults = scenario.faults.flatMap((rule, index) => drawRule(rule, sites, random.stream(`rule ${index}`)))
  return faults.toSorted((left, right) => left.at - right.at).slice(0, faultsMax)
}

function drawRule(rule: FaultRule, sites: readonly SitePlan[], random: Random): readonly Fault[] {
  const among = sites
    .map((site, index) => ({ ...site, index }))
    .filter((site) => rule.sites === undefined || site.class.name === rule.sites)
  if (isOfTracker(rule.kind)) {
    const count = rule.count ?? 1
    return Array.from({ length: count }, () => ({ kind: rule.kind, ...timesOf(rule, random) }) as Fault)
  }
  const isOfSite = ofSites.includes(rule.kind)
  const victims = isOfSite
    ? among.map(({ index }) => index)
    : among.flatMap(({ first, count }) => Array.from({ length: count }, (_, place) => first + place))
  const count = Math.min(victims.length, rule.count ?? Math.round((rule.share ?? 0) * victims.length))
  return chosenOf(victims, count, random).map((victim) => {
    const place = isOfSite ? { site: victim } : { device: victim }
    return { kind: rule.kind, ...timesOf(rule, random), ...place } as Fault
  })
}

function timesOf(rule: FaultRule, random: Random): { readonly at: number; readonly seconds: number } {
  const [from, to] = rule.between
  const at = milliseconds(drawn({ from, to }, random))
  return { at, seconds: lasting.includes(rule.kind) ? 0 : milliseconds(drawn(rule.seconds, random)) }
}

/** To whole milliseconds, so that a fault reads well in a replay. */
function milliseconds(seconds: number): number {
  return Math.round(seconds * 1000) / 1000
}

/** So many of them by chance, in their order. */
function chosenOf(victims: readonly number[], count: number, random: Random): readonly number[] {
  const left = [...victims]
  for (let place = 0; place < count; place += 1) {
    const other = place + random.below(left.length - place)
    const kept = left[place] as number
    left[place] = left[other] as number
    left[other] = kept
  }
  return left.slice(0, count).toSorted((a, b) => a - b)
}
