import { check } from '#core/check.ts'
import { type Instant, instant, later } from '#core/engine.ts'
import type { ExchangeEffect, PeerName } from '#core/exchange/contract.ts'
import { ExchangeEngine } from '#core/exchange/engine.ts'
import type { Phase } from '#node/engine/contract.ts'
import { Clock } from '#sim/clock.ts'
import type { Machine } from '#sim/device/machine.ts'
import type { ModelledRelease } from '#sim/device/modelled-release.ts'
import { Session } from '#sim/device/session.ts'
import type { DeviceBoot, Head, Surroundings } from '#sim/device/surroundings.ts'
import { Endpoint, type Malice } from '#sim/endpoint/endpoint.ts'
import { Path } from '#sim/endpoint/path.ts'
import { Random } from '#sim/random.ts'
import type { Policy, Scenario } from '#sim/scenario/scenario.ts'
import { buildMachines, buildSites, type SitePlan } from './build-fleet.ts'
import { calibration } from './calibration.ts'
import { peerNameOf } from './peer-names.ts'
import { Recorder } from './recorder.ts'
import type { RunEvent } from './result.ts'
import type { ModelledSite } from './site.ts'

/** The release is published so long after the clock begins, so that devices that run already have met. */
export const publishedAt: Instant = instant(10_000_000)

/** A trial that hangs is ended by the watchdog after so long. */
const watchdogSeconds = 60

/** A device whose tracker was away finds it again within this time. */
const returnMsMax = 5_000

/** What a fleet is made from. */
export interface FleetInit {
  readonly scenario: Scenario
  /** The sites of the scenario that this fleet consists of: neighbours in number. */
  readonly plans: readonly SitePlan[]
  readonly release: ModelledRelease
  readonly policy: Policy
  readonly seed: number
  readonly onEvent: ((event: RunEvent) => void) | undefined
}

/** A whole fleet in virtual time: carries out what the engines of its devices and its tracker decide. */
export class Fleet implements Surroundings {
  readonly clock = new Clock()
  readonly release: ModelledRelease
  readonly recorder: Recorder
  readonly sites: readonly ModelledSite[]
  readonly machines: readonly Machine[]
  readonly scenario: Scenario
  /** Inputs that engines of ended boots took. */
  endedInputs = 0
  readonly #policy: Policy
  readonly #firstSite: number
  readonly #firstDevice: number
  readonly #seed: number
  readonly #random: Random
  readonly #origin: Endpoint
  readonly #sessions = new Map<PeerName, Session>()
  readonly #malice: readonly Malice[]
  #isTrackerUp = true
  #isPublished = false
  /** Devices that will be done. */
  #expected: number
  /** Bytes that the origin has sent. */
  originBytes = 0
  /** Devices that have reached what they can. */
  done = 0

  constructor({ scenario, plans, release, policy, seed, onEvent }: FleetInit) {
    this.scenario = scenario
    this.#policy = policy
    this.#seed = seed
    this.#random = new Random(seed)
    this.release = release
    this.recorder = new Recorder(this.clock, () => this.seconds, onEvent)
    const shared = { plans, clock: this.clock, seed, random: this.#random }
    const isOneNetwork = policy === 'random-peers'
    this.sites = buildSites({ ...shared, isOneNetwork, hasTracker: () => this.#isTrackerUp })
    this.machines = buildMachines({ ...shared, release })
    this.#firstSite = plans[0]?.index ?? 0
    this.#firstDevice = plans[0]?.first ?? 0
    this.#expected = this.machines.filter(({ facts }) => facts.from !== this.release.version).length
    this.#malice = this.machines.map(() => ({ forges: false, isMute: false }))
    this.#origin = this.#startOrigin()
    this.#arrangeArrivals()
    this.clock.at(publishedAt, () => this.#publish())
  }

  get seconds(): number {
    return (this.clock.now - publishedAt) / 1e6
  }

  /** Whether nothing more is to come: every device that lives has reached what it can. */
  get isSettled(): boolean {
    return this.#isPublished && this.done >= this.#expected
  }

  /** One device fewer will ever be done. */
  lostForGood(machine: Machine): void {
    machine.isDead = true
    const { confirmedAt, rolledBackAt } = machine.counts
    if (confirmedAt === undefined && rolledBackAt === undefined) this.#expected -= 1
  }

  /** The device's boot that is running now. */
  sessionOf(machine: Machine): Session | undefined {
    return this.#sessions.get(machine.facts.name)
  }

  /** The site of this number in the scenario; undefined where it is not one of these. */
  site(index: number): ModelledSite | undefined {
    return this.sites[index - this.#firstSite]
  }

  /** The device of this number in the scenario; undefined where it is not one of these. */
  machine(index: number): Machine | undefined {
    return this.machines[index - this.#firstDevice]
  }

  /** How a device behaves instead of as its engine decides. */
  maliceOf(machine: Machine): Malice {
    const malice = this.#malice[machine.facts.index - this.#firstDevice]
    check(malice !== undefined, 'every device has its behaviour')
    return malice
  }

  send(from: Endpoint, { peer, message }: Extract<ExchangeEffect, { readonly type: 'send' }>): void {
    const to = this.#endpoint(peer)
    if (to === undefined) return
    this.clock.at(later(this.clock.now, this.#latencyMs(from, to)), () => {
      if (!from.isGone && to.peers.has(from.name)) to.handle({ type: 'message', peer: from.name, message })
    })
  }

  fetch(from: Endpoint, effect: Extract<ExchangeEffect, { readonly type: 'fetch' }>): Path | undefined {
    const { peer, fetch, address, bytes } = effect
    const holder = this.#endpoint(peer)
    const site = from.site === undefined ? undefined : this.site(from.site)
    if (holder === undefined || site === undefined) return undefined
    const { link, links } = site.linksBetween(holder, from)
    const away =
      holder.site === undefined || holder.site === from.site ? [] : (this.site(holder.site)?.linksOut(holder) ?? [])
    return new Path({
      clock: this.clock,
      fluid: site.fluid,
      links: [...away, ...links],
      link,
      latencyMs: this.#latencyMs(from, holder),
      rateMax: link === 'wan' ? site.wanRateMax : undefined,
      overhead: link === 'wan' ? calibration.wanOverhead : calibration.lanOverhead,
      fetcher: from,
      fetch,
      holder,
      address,
      bytes,
    })
  }

  meet(from: Endpoint, peer: PeerName): void {
    const session = this.#sessions.get(from.name)
    if (session === undefined) return
    this.clock.at(later(this.clock.now, 2), () => this.#siteOf(session.machine).neighbours.meet(session, peer))
  }

  disconnect(from: Endpoint, peer: PeerName): void {
    const other = this.#endpoint(peer)
    this.recorder.note('ban', { peer })
    this.clock.at(this.clock.now, () => {
      from.lose(peer)
      other?.lose(from.name)
    })
  }

  refresh(from: Endpoint, peer: PeerName, then: (head: Head | undefined) => void): void {
    const to = this.#endpoint(peer)
    const roundTripMs = to === undefined ? 1 : 4 * this.#latencyMs(from, to) + calibration.startMs
    this.clock.at(later(this.clock.now, roundTripMs), () => {
      if (from.isGone) return
      then(to === undefined || to.isGone || !from.peers.has(peer) ? undefined : this.#headOf(peer))
    })
  }

  announceHead({ endpoint, machine }: DeviceBoot): void {
    for (const name of endpoint.peers.keys()) {
      const other = this.#sessions.get(name)
      if (other === undefined) continue
      this.clock.at(later(this.clock.now, this.#latencyMs(endpoint, other.endpoint)), () =>
        other.heard(endpoint.name, machine),
      )
    }
  }

  otherVersions(from: Endpoint): readonly string[] {
    const versions = new Set<string>()
    for (const name of from.peers.keys()) {
      const machine = this.#sessions.get(name)?.machine
      if (machine !== undefined) versions.add(machine.version)
    }
    return [...versions].toSorted()
  }

  minuteOfDay(): number {
    const [hours = 0, minutes = 0] = this.scenario.startsAt.split(':').map(Number)
    return (hours * 60 + minutes + Math.max(0, Math.floor(this.seconds / 60))) % 1440
  }

  entered({ machine }: DeviceBoot, phase: Phase, version: string | undefined, detail: string): void {
    const { counts, facts } = machine
    this.recorder.note('phase', { device: facts.index, site: facts.site, phase, version, detail })
    if (phase === 'failed') counts.reason = detail
    if (phase === 'confirmed' && counts.confirmedAt === undefined) {
      counts.confirmedAt = this.seconds
      this.done += 1
    }
    if (phase === 'rolled-back' && counts.rolledBackAt === undefined) {
      counts.rolledBackAt = this.seconds
      counts.reason = detail
      this.done += 1
    }
  }

  reboot(session: DeviceBoot, reason: string): void {
    this.recorder.note('reboot', { device: session.machine.facts.index, reason })
    this.clock.at(this.clock.now, () => this.stop(session.machine, calibration.bootSeconds, 'reboot'))
  }

  violated(invariant: string, machine: Machine | undefined, detail: string): void {
    this.recorder.violated(invariant, machine?.facts.index, detail)
  }

  /** Ends what runs on a device; it boots after so many seconds, never where that is infinite. */
  stop(machine: Machine, bootsAfterSeconds: number, how: 'reboot' | 'crash' | 'power-cut'): void {
    const session = this.sessionOf(machine)
    if (session !== undefined) this.#end(session)
    if (how === 'power-cut') for (const slot of [machine.slots.a, machine.slots.b]) slot.cutPower(machine.facts.random)
    if (!Number.isFinite(bootsAfterSeconds)) return
    this.clock.at(later(this.clock.now, bootsAfterSeconds * 1000), () => this.#boot(machine, how !== 'crash'))
  }

  /** The tracker ends, or is there again. */
  setTracker(isUp: boolean): void {
    this.#isTrackerUp = isUp
    for (const session of this.#sessions.values()) {
      if (isUp) this.#joinOriginSoon(session, returnMsMax)
      else this.#leaveOrigin(session)
    }
  }

  /** The WAN of a site is back: those that lost the tracker find it again. */
  foundWan(site: ModelledSite): void {
    for (const session of site.sessions.values()) this.#joinOriginSoon(session, returnMsMax)
  }

  /** Every input that engines took. */
  get inputs(): number {
    return [...this.#sessions.values()].reduce(
      (sum, { endpoint }) => sum + endpoint.inputs,
      this.endedInputs + this.#origin.inputs,
    )
  }

  #startOrigin(): Endpoint {
    const name = peerNameOf('the tracker')
    const mind = new ExchangeEngine({
      self: name,
      role: 'seeder',
      seed: this.#seed,
      limits: { peersMax: 200_000, servesMax: 1_000_000 },
    })
    const origin = new Endpoint({
      name,
      role: 'seeder',
      site: undefined,
      network: this,
      mind,
      malice: { forges: false, isMute: false },
      own: () => {},
    })
    return origin
  }

  #arrangeArrivals(): void {
    const random = this.#random.stream('arrivals')
    for (const machine of this.machines) {
      const { class: kind } = this.#siteOf(machine)
      const before = kind.arriveWithinSeconds === 0
      const startMs = before ? random.below(4_000) : random.below(kind.arriveWithinSeconds * 1000 + 1)
      this.clock.at(later(before ? instant(0) : publishedAt, startMs), () => this.#boot(machine, true))
    }
  }

  #publish(): void {
    this.#isPublished = true
    this.recorder.note('published', { version: this.release.version })
    for (const session of [...this.#sessions.values()]) {
      if (session.endpoint.peers.has(this.#origin.name)) this.#tellHead(session)
    }
  }

  #boot(machine: Machine, asksChooser: boolean): void {
    if (machine.isDead || this.#sessions.has(machine.facts.name)) return
    const problem = asksChooser ? machine.chooseBoot() : undefined
    if (problem !== undefined) {
      this.violated('boots-whole-slot', machine, problem)
      return
    }
    const isNew = machine.version === this.release.version
    if (isNew && machine.isTrial && (machine.firmware === 'no-boot' || machine.firmware === 'hangs')) {
      const seconds = machine.firmware === 'hangs' ? watchdogSeconds : calibration.bootSeconds
      this.recorder.note('boot-failed', { device: machine.facts.index, how: machine.firmware })
      this.clock.at(later(this.clock.now, seconds * 1000), () => this.#boot(machine, true))
      return
    }
    this.#startSession(machine)
  }

  #startSession(machine: Machine): void {
    const site = this.#siteOf(machine)
    const session = new Session({
      machine,
      surroundings: this,
      policy: this.#policy,
      role: 'device',
      seed: this.#seed,
      malice: this.maliceOf(machine),
    })
    this.#sessions.set(machine.facts.name, session)
    site.sessions.set(machine.facts.name, session)
    session.start()
    const random = machine.facts.random
    const discoveryMs = random.below(calibration.discoveryMsMax + 1)
    this.clock.at(later(this.clock.now, discoveryMs), () => site.neighbours.look(session))
    this.#joinOriginSoon(session, 300)
  }

  #joinOriginSoon(session: Session, withinMs: number): void {
    const site = this.#siteOf(session.machine)
    if (!site.class.hasWan) return
    const handshakeMs = 6 * site.wanLatencyMs
    const waitMs = handshakeMs + session.machine.facts.random.below(withinMs + 1)
    this.clock.at(later(this.clock.now, waitMs), () => {
      if (session.isOver || !this.#isTrackerUp || !site.isWanUp || session.endpoint.peers.has(this.#origin.name)) return
      site.wanExtraBytes += calibration.joinBytes
      session.endpoint.join(this.#origin, 'wan')
      this.#origin.join(session.endpoint, 'wan')
      this.#tellHead(session)
    })
  }

  #tellHead(session: Session): void {
    const head = this.#headOf(this.#origin.name)
    this.clock.at(later(this.clock.now, this.#siteOf(session.machine).wanLatencyMs), () =>
      session.heard(this.#origin.name, head),
    )
  }

  #leaveOrigin({ endpoint }: Session): void {
    this.#origin.lose(endpoint.name)
    endpoint.lose(this.#origin.name)
  }

  #end(session: Session): void {
    const { machine, endpoint } = session
    const peers = [...endpoint.peers.keys()]
    session.stop()
    this.endedInputs += endpoint.inputs
    this.#sessions.delete(endpoint.name)
    this.#siteOf(machine).sessions.delete(endpoint.name)
    for (const peer of peers) this.#endpoint(peer)?.lose(endpoint.name)
  }

  #headOf(peer: PeerName): Head {
    if (peer !== this.#origin.name)
      return this.#sessions.get(peer)?.machine ?? { timestampVersion: 0, newest: undefined }
    return this.#isPublished
      ? { timestampVersion: 2, newest: this.release.version }
      : { timestampVersion: 1, newest: undefined }
  }

  #endpoint(name: PeerName): Endpoint | undefined {
    return name === this.#origin.name ? this.#origin : this.#sessions.get(name)?.endpoint
  }

  #siteOf(machine: Machine): ModelledSite {
    const site = this.site(machine.facts.site)
    check(site !== undefined, 'a device is at a site')
    return site
  }

  #latencyMs(from: Endpoint, to: Endpoint): number {
    const site = this.site(from.site ?? to.site ?? this.#firstSite)
    check(site !== undefined, 'an endpoint is at a site, or beyond all')
    return from.site === to.site ? site.class.lanLatencyMs : site.wanLatencyMs
  }
}
