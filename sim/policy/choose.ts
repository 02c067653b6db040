import type { Address } from '#core/address.ts'
import type { OpenWant } from './ledger/open-wants.ts'
import { isResting, isSeeded, type Source } from './ledger/sources.ts'
import type { Choice, Situation } from './strategy.ts'

/** Of so many wants that can be met now, the rarest is taken: looking at all of them would find little better. */
const sampleMax = 8

/** Sources that can be asked now. */
export interface Askable {
  readonly devices: readonly Source[]
  readonly seeders: readonly Source[]
}

/** The sources that can be asked now and have fewer than `outstandingMax` fetches to do for this node. */
export function askable(
  { sources, now, mayUseWan }: Situation,
  outstandingMax: number,
  may: (source: Source) => boolean,
): Askable {
  const devices: Source[] = []
  const seeders: Source[] = []
  for (const source of sources.values()) {
    if (source.outstanding >= outstandingMax || isResting(source, now)) continue
    if (source.link === 'wan' && !mayUseWan) continue
    if (may(source)) (source.role === 'seeder' ? seeders : devices).push(source)
  }
  return { devices, seeders }
}

/** The want that these sources can meet and that was wanted first. */
export function firstOf(situation: Situation, sources: Askable): Choice | undefined {
  if (isEmpty(sources)) return undefined
  let first: { readonly want: OpenWant; readonly choice: Choice } | undefined
  for (const want of situation.wants.idle) {
    if (first !== undefined && first.want.id < want.id) continue
    const choice = cheapest(situation, sources, want)
    if (choice !== undefined) first = { want, choice }
  }
  return first?.choice
}

/** Some want, at random, that these sources can meet. */
export function anyOf(situation: Situation, sources: Askable, may?: (want: OpenWant) => boolean): Choice | undefined {
  return fewestCopies(situation, sources, 1, may)
}

/** Of a sample of the wants that these sources can meet, the one that the fewest devices have the bytes for. */
export function rarestOf(situation: Situation, sources: Askable): Choice | undefined {
  return fewestCopies(situation, sources, sampleMax)
}

function fewestCopies(
  situation: Situation,
  sources: Askable,
  lookAtMax: number,
  may: (want: OpenWant) => boolean = () => true,
): Choice | undefined {
  if (isEmpty(sources)) return undefined
  const { idle } = situation.wants
  const first = situation.random.below(idle.length)
  let best: Choice | undefined
  let bestCopies = Number.POSITIVE_INFINITY
  for (let step = 0, looks = 0; step < idle.length && looks < lookAtMax; step++) {
    const want = idle[(first + step) % idle.length] as OpenWant
    const choice = may(want) ? cheapest(situation, sources, want) : undefined
    if (choice === undefined) continue
    looks += 1
    const copies = situation.sources.holders(choice.way.address)?.size ?? 0
    if (copies >= bestCopies) continue
    best = choice
    bestCopies = copies
  }
  return best
}

function isEmpty({ devices, seeders }: Askable): boolean {
  return devices.length === 0 && seeders.length === 0
}

/** The cheapest way to meet a want from these sources, and the one of them with least to do for this node. */
function cheapest(situation: Situation, sources: Askable, { ways }: OpenWant): Choice | undefined {
  for (const way of ways) {
    if (situation.fetches.of(way.address) !== undefined) continue
    const source = leastBusy(situation, sources, way.address)
    if (source !== undefined) return { way, source }
  }
  return undefined
}

/** Who of these has an address and least to do for this node; chance decides between equals. */
function leastBusy(
  { sources, now, random }: Situation,
  { devices, seeders }: Askable,
  address: Address,
): Source | undefined {
  const holders = sources.holders(address)
  // Of most that is wanted nobody has a copy yet: that is found out at once.
  if (holders === undefined && seeders.length === 0) return undefined
  let best: Source | undefined
  let equals = 0
  const consider = (source: Source) => {
    const order = source.outstanding - (best?.outstanding ?? Number.POSITIVE_INFINITY)
    if (order > 0) return
    equals = order === 0 ? equals + 1 : 1
    if (equals === 1 || random.below(equals) === 0) best = source
  }
  if (holders !== undefined) for (const device of devices) if (holders.has(device)) consider(device)
  for (const seeder of seeders) if (isSeeded(seeder, address, now)) consider(seeder)
  return best
}
