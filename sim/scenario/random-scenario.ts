import { chunkGeometry, chunkSizes } from '#core/chunk-geometry.ts'
import { outputBytesMax } from '#core/codec/codec.ts'
import { minuteOfDay, minuteText } from '#core/link/hours.ts'
import { faultKinds } from '#sim/faults/fault.ts'
import type { Random } from '#sim/random.ts'
import { documentBytesOf } from './file/defaults.ts'
import type { FaultRule, ReleaseModel, Scenario, SiteClass, Spread } from './scenario.ts'

/** The most devices and sites that are drawn, and the chunks of an image. */
const devicesMax = 40
const sitesMax = 5
const chunksMin = 4
const chunksMax = 64

/** Faults begin within this time, and none lasts longer: what comes after is the time to converge. */
const faultSecondsMax = 600

/** The slowest link needs 6 h for 40 isolated devices, and is open for half of each day: four days are enough. */
const endSeconds = 4 * 24 * 3600

/** The least that a WAN is open each day, in minutes. */
const openMinutesMin = 12 * 60

/**
 * A small scenario for the fuzzer, drawn from all that a scenario can be: at most 40 devices at 5 sites. Each draws a
 * subset of the kinds of faults (Groce et al., "Swarm Testing", ISSTA 2012). Every site keeps an honest way to the
 * release: a WAN whose budget is enough and whose faults end; or without a WAN, neighbours that have it and have no faults.
 */
export function randomScenario(random: Random): Scenario {
  const release = releaseFrom(random.stream('release'))
  const sites = classesFrom(random.stream('fleet'), release)
  const links = random.stream('run')
  return {
    name: 'random',
    title: 'A fleet, a release and faults that were drawn from a seed.',
    policy: 'mycel',
    sites,
    release,
    faults: faultsFrom(random.stream('faults'), sites),
    originMbit: maybe(links, 1 / 4, () => whole(links, 5, 200)),
    endSeconds,
    startsAt: timeFrom(links),
    expect: [{ measure: 'violations', is: 'at-most', value: 0 }],
  }
}

/** Versions that devices run: the release may have a delta from each. */
const olderVersions = ['1.0.0', '1.1.0', '1.2.0'] as const

function releaseFrom(random: Random): ReleaseModel {
  const chunkBytes = pick(random, chunkSizes)
  const chunkCount = whole(random, chunksMin, chunksMax)
  // The last chunk may be shorter.
  const imageBytes = chunkCount * chunkBytes - (random.chance(1 / 2) ? random.below(chunkBytes) : 0)
  const { chunkCount: chunks } = chunkGeometry(imageBytes, chunkBytes)
  const packs = powersOfTwo.filter((pack) => pack * chunkBytes <= outputBytesMax)
  const bases = olderVersions.filter(() => random.chance(1 / 2))
  const share = (least: number, most: number): number => Math.round((imageBytes * whole(random, least, most)) / 100)
  return {
    version: '2.0.0',
    imageBytes,
    chunkBytes,
    payloadBytes: { full: share(30, 100), from: Object.fromEntries(bases.map((base) => [base, share(1, 60)])) },
    chunksPerPack: pick(random, packs),
    documentBytes: documentBytesOf(chunks),
    exact: undefined,
  }
}

const powersOfTwo = [1, 2, 4, 8, 16]

/** One to three classes of sites. */
function classesFrom(random: Random, release: ReleaseModel): readonly SiteClass[] {
  const classes: SiteClass[] = []
  let sitesLeft = whole(random, 1, sitesMax)
  let devicesLeft = devicesMax
  for (let index = 0; index < 3 && sitesLeft > 0; index++) {
    const sites = index === 2 ? sitesLeft : whole(random, 1, sitesLeft)
    sitesLeft -= sites
    // Every site that is still to come has room for one device.
    const most = Math.floor((devicesLeft - sitesLeft) / sites)
    const devices = whole(random, 1, most)
    devicesLeft -= devices * sites
    classes.push(classFrom(random.stream(`class ${index}`), { name: `site-${index + 1}`, sites, devices, release }))
  }
  return classes
}

interface ClassFacts {
  readonly name: string
  readonly sites: number
  readonly devices: number
  readonly release: ReleaseModel
}

function classFrom(random: Random, { name, sites, devices, release }: ClassFacts): SiteClass {
  const hasWan = devices === 1 || random.chance(5 / 6)
  const reach = hasWan ? pick(random, ['all', 'all', 'no-multicast', 'isolated'] as const) : 'all'
  return {
    name,
    sites,
    devices: hasWan ? spreadFrom(random, 1, devices) : devices,
    wanDownMbit: spreadFrom(random, 1, 50),
    wanUpMbit: spreadFrom(random, 1, 20),
    wanLatencyMs: spreadFrom(random, 1, 300),
    wanLoss: random.chance(1 / 2) ? 0 : random.below(50) / 1000,
    lanMbit: spreadFrom(random, 10, 1000),
    lanLatencyMs: whole(random, 1, 20) / 2,
    radioMbit: maybe(random, 1 / 4, () => whole(random, 5, 100)),
    reach,
    hasWan,
    arriveWithinSeconds: random.below(60),
    // Without a WAN whole devices of each site have the release.
    updatedShare: hasWan
      ? (maybe(random, 1 / 4, () => random.below(50) / 100) ?? 0)
      : whole(random, 1, devices - 1) / devices,
    versions: versionsFrom(random),
    wanHours: maybe(random, 1 / 6, () => hoursFrom(random)),
    wanBudgetMiB: maybe(random, 1 / 6, () => budgetMiBFor(release)),
    decodeMiBps: spreadFrom(random, 4, 100),
    flashMiBps: spreadFrom(random, 2, 100),
  }
}

/** Parts of a tenth, so that they sum to 1. */
function versionsFrom(random: Random): SiteClass['versions'] {
  const versions = olderVersions.filter(() => random.chance(1 / 2))
  if (versions.length === 0) return [{ version: pick(random, olderVersions), share: 1 }]
  let left = 10
  return versions.map((version, index) => {
    const tenths = index === versions.length - 1 ? left : whole(random, 1, left - (versions.length - 1 - index))
    left -= tenths
    return { version, share: tenths / 10 }
  })
}

/** Hours that are open for half of the day or more. */
function hoursFrom(random: Random): string {
  const from = random.below(24 * 60)
  const to = (from + whole(random, openMinutesMin, 23 * 60)) % (24 * 60)
  return `${minuteText(minuteOfDay(from))}-${minuteText(minuteOfDay(to))}`
}

/** What the dearest way takes over the WAN, twice, and what is under way when fetches are cut. */
function budgetMiBFor({ payloadBytes, documentBytes }: ReleaseModel): number {
  const dearest = Math.max(payloadBytes.full, ...Object.values(payloadBytes.from))
  return Math.ceil((2 * (dearest + documentBytes)) / 2 ** 20) + 16
}

/** At sites with a WAN only: those without have nobody to take the place of a neighbour that fails them. */
function faultsFrom(random: Random, sites: readonly SiteClass[]): readonly FaultRule[] {
  const names = sites.filter(({ hasWan }) => hasWan).map(({ name }) => name)
  // Whom the tracker sent forged bytes twice may never get the release: nothing is to be expected of such a run.
  const isDrawn = (kind: FaultRule['kind']) => kind !== 'tracker-forges' && kind !== 'unstable'
  const kinds = faultKinds.filter((kind) => isDrawn(kind) && random.chance(1 / 4))
  return kinds.flatMap((kind): readonly FaultRule[] => {
    if (kind !== 'tracker-down' && names.length === 0) return []
    const from = random.below(faultSecondsMax)
    const isFinal = kind === 'dies' || kind === 'bit-rot'
    const isForEver = (kind === 'lying' || kind === 'corrupt') && random.chance(1 / 2)
    return [
      {
        kind,
        count: whole(random, 1, kind === 'tracker-down' ? 2 : 4),
        share: undefined,
        between: [from, from + random.below(faultSecondsMax - from)],
        seconds: isForEver ? endSeconds : isFinal ? 0 : spreadFrom(random, 1, faultSecondsMax),
        sites: kind === 'tracker-down' ? undefined : pick(random, names),
      },
    ]
  })
}

function timeFrom(random: Random): string {
  return minuteText(minuteOfDay(random.below(24 * 60)))
}

/** One number for all, or two to draw between. */
function spreadFrom(random: Random, least: number, most: number): Spread {
  const from = whole(random, least, most)
  return random.chance(1 / 2) ? from : { from, to: whole(random, from, most) }
}

function maybe<Value>(random: Random, probability: number, draw: () => Value): Value | undefined {
  return random.chance(probability) ? draw() : undefined
}

/** From `least` to `most`, both of them included. */
function whole(random: Random, least: number, most: number): number {
  return least + random.below(most - least + 1)
}

function pick<Value>(random: Random, values: readonly Value[]): Value {
  return values[random.below(values.length)] as Value
}
