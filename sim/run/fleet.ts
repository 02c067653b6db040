import { check } from '#core/check.ts'
import { type Instant, instant, later } from '#core/engine.ts'
import type { ExchangeEffect, PeerName } from '#core/exchange/contract.ts'
import type { Phase } from '#node/engine/contract.ts'
import { Clock } from '#sim/clock.ts'
import type { Machine } from '#sim/device/machine.ts'
import type { ModelledRelease } from '#sim/device/modelled-release.ts'
import { Session } from '#sim/device/session.ts'
import type { DeviceBoot, Head, Surroundings } from '#sim/device/surroundings.ts'
import type { Endpoint, Malice } from '#sim/endpoint/endpoint.ts'
import type { Path } from '#sim/endpoint/path.ts'
import { Random } from '#sim/random.ts'
import type { Policy, Scenario } from '#sim/scenario/scenario.ts'
import { type BootEnd, Boots } from './boots.ts'
import { buildMachines, buildSites, type SitePlan } from './build-fleet.ts'
import type { Calibration } from './calibration.ts'
import { Metadata } from './metadata.ts'
import { FleetNetwork } from './network.ts'
import { Strangers } from './peers/strangers.ts'
import { Progress } from './progress.ts'
import { Recorder } from './recorder.ts'
import type { RunEvent } from './result.ts'
import type { ModelledSite } from './site.ts'
import { Sources } from './source/sources.ts'

/** The release is published so long after the clock begins, so that devices that run already have met. */
export const publishedAt: Instant = instant(10_000_000)

/** Devices that run already have started within this time from the beginning. */
const earlyMsMax = 4_000

/** What a fleet is made from. */
export interface FleetInit {
  readonly scenario: Scenario
  /** The sites of the scenario that this fleet consists of: neighbours in number. */
  readonly plans: readonly SitePlan[]
  readonly release: ModelledRelease
  readonly policy: Policy
  readonly seed: number
  readonly calibration: Calibration
  /** Where an update ends: `staged` leaves the reboot to somebody else, who never comes. */
  readonly until: 'confirmed' | 'staged'
  readonly onEvent: ((event: RunEvent) => void) | undefined
  /** Whether every fetch that a device begins is an event too. */
  readonly withFetches?: boolean
}

/** A whole fleet in virtual time: carries out what the engines of its devices and its tracker decide. */
export class Fleet implements Surroundings {
  readonly clock = new Clock()
  readonly release: ModelledRelease
  readonly recorder: Recorder
  readonly sites: readonly ModelledSite[]
  readonly machines: readonly Machine[]
  readonly scenario: Scenario
  readonly policy: Policy
  readonly #init: FleetInit
  readonly #random: Random
  readonly #network: FleetNetwork
  readonly #metadata: Metadata
  readonly #progress: Progress
  readonly #sources: Sources
  readonly #boots: Boots
  readonly #strangers: Strangers | undefined
  readonly #malice: readonly Malice[]

  constructor(init: FleetInit) {
    const { scenario, plans, release, policy, seed, calibration, onEvent } = init
    const { clock } = this
    this.#init = init
    this.scenario = scenario
    this.policy = policy
    this.release = release
    this.#random = new Random(seed)
    this.recorder = new Recorder(clock, () => this.seconds, onEvent)
    const shared = { plans, clock, seed, random: this.#random }
    const isOriginLimited = scenario.originMbit !== undefined
    const hasTracker = (): boolean => this.#sources.origin.isUp
    this.sites = buildSites({ ...shared, policy, isOriginLimited, hasTracker })
    this.machines = buildMachines({ ...shared, release })
    this.#malice = this.machines.map(() => ({ forges: false, isMute: false }))
    this.#progress = new Progress(this.machines.filter(({ facts }) => facts.from !== release.version))
    const endpoint = (name: PeerName): Endpoint | undefined => this.#endpoint(name)
    this.#network = new FleetNetwork({ clock, calibration, endpoint, site: (index) => this.site(index) })
    this.#metadata = new Metadata({
      clock,
      network: this.#network,
      startMs: calibration.startMs,
      endpoint,
      session: (name) => this.#boots.get(name),
      sourceHead: (name) => this.#sources.headOf(name),
    })
    this.#sources = new Sources({ network: this, sites: this.sites, originMbit: scenario.originMbit, ...init })
    this.#boots = new Boots({
      surroundings: this,
      recorder: this.recorder,
      bootSeconds: calibration.bootSeconds,
      make: (machine) => this.#makeSession(machine),
      started: (session) => this.#started(session),
      ended: (session, peers) => this.#ended(session, peers),
    })
    this.#strangers = policy === 'random-peers' ? new Strangers(this) : undefined
    this.#arrangeArrivals()
    clock.at(publishedAt, () => this.#publish())
  }

  get seconds(): number {
    return (this.clock.now - publishedAt) / 1e6
  }

  /** Whether nothing more is to come: every device that lives has reached what it can. */
  get isSettled(): boolean {
    return this.#sources.origin.isPublished && this.#progress.isOver
  }

  /** How many devices have reached what they can. */
  get done(): number {
    return this.#progress.done
  }

  get isTrackerUp(): boolean {
    return this.#sources.origin.isUp
  }

  /** Every input that engines took. */
  get inputs(): number {
    return this.#boots.inputs + this.#sources.inputs
  }

  /** One device fewer will ever be done. */
  lostForGood(machine: Machine): void {
    machine.isDead = true
    this.expectNot(machine)
  }

  /** The run need not wait for a device. */
  expectNot(machine: Machine): void {
    this.#progress.expectNot(machine)
  }

  /** The device's boot that is running now. */
  sessionOf(machine: Machine): Session | undefined {
    return this.#boots.get(machine.facts.name)
  }

  /** The site of this number in the scenario; undefined where it is not one of these. */
  site(index: number): ModelledSite | undefined {
    return this.sites[index - (this.#init.plans[0]?.index ?? 0)]
  }

  /** The site that a device is at. */
  siteOf(machine: Machine): ModelledSite {
    const site = this.site(machine.facts.site)
    check(site !== undefined, 'a device is at a site')
    return site
  }

  /** The device of this number in the scenario; undefined where it is not one of these. */
  machine(index: number): Machine | undefined {
    return this.machines[index - (this.#init.plans[0]?.first ?? 0)]
  }

  /** How a device, or the tracker where none is named, behaves instead of as its engine decides. */
  maliceOf(machine?: Machine): Malice {
    if (machine === undefined) return this.#sources.origin.malice
    const malice = this.#malice[machine.facts.index - (this.#init.plans[0]?.first ?? 0)]
    check(malice !== undefined, 'every device has its behaviour')
    return malice
  }

  send(from: Endpoint, effect: Extract<ExchangeEffect, { readonly type: 'send' }>): void {
    this.#network.send(from, effect)
  }

  fetch(from: Endpoint, effect: Extract<ExchangeEffect, { readonly type: 'fetch' }>): Path | undefined {
    const device = this.#init.withFetches ? this.#boots.get(from.name)?.machine.facts.index : undefined
    if (device !== undefined) this.recorder.note('fetch', { device, address: effect.address, bytes: effect.bytes })
    return this.#network.fetch(from, effect)
  }

  meet(from: Endpoint, peer: PeerName): void {
    const session = this.#boots.get(from.name)
    if (session === undefined) return
    this.clock.at(later(this.clock.now, 2), () => this.siteOf(session.machine).neighbours.meet(session, peer))
  }

  disconnect(from: Endpoint, peer: PeerName): void {
    this.recorder.note('ban', { peer })
    this.#network.disconnect(from, peer)
  }

  refresh(from: Endpoint, peer: PeerName, then: (head: Head | undefined) => void): void {
    this.#metadata.refresh(from, peer, then)
  }

  announceHead(from: DeviceBoot): void {
    this.#metadata.announce(from)
  }

  otherVersions(from: Endpoint): readonly string[] {
    const others = [...from.peers.keys()].flatMap((name) => this.#boots.get(name)?.machine.version ?? [])
    return [...new Set(others)].toSorted()
  }

  minuteOfDay(): number {
    const [hours = 0, minutes = 0] = this.scenario.startsAt.split(':').map(Number)
    return (hours * 60 + minutes + Math.max(0, Math.floor(this.seconds / 60))) % 1440
  }

  entered({ machine }: DeviceBoot, phase: Phase, version: string | undefined, detail: string): void {
    const { counts, facts } = machine
    this.recorder.note('phase', { device: facts.index, site: facts.site, phase, version, detail })
    if (phase === 'failed') counts.reason = detail
    if (phase === 'confirmed') counts.confirmedAt ??= this.seconds
    if (phase === 'rolled-back' && counts.rolledBackAt === undefined) {
      counts.rolledBackAt = this.seconds
      counts.reason = detail
    }
    if (phase === this.#init.until || phase === 'rolled-back') this.#progress.reached(machine)
  }

  reboot({ machine }: DeviceBoot, reason: string): void {
    this.recorder.note('reboot', { device: machine.facts.index, reason })
    this.clock.at(this.clock.now, () => this.stop(machine, this.#init.calibration.bootSeconds, 'reboot'))
  }

  violated(invariant: string, machine: Machine | undefined, detail: string): void {
    this.recorder.violated(invariant, machine?.facts.index, detail)
  }

  /** Ends what runs on a device; it boots after so many seconds, never where that is infinite. */
  stop(machine: Machine, bootsAfterSeconds: number, how: BootEnd): void {
    this.#boots.stop(machine, bootsAfterSeconds, how)
  }

  /** The tracker ends, or is there again. */
  setTracker(isUp: boolean): void {
    if (isUp) this.#sources.comeBack()
    else this.#sources.origin.goDown()
  }

  /** The WAN of a site is back: those that lost the tracker find it again. */
  foundWan(site: ModelledSite): void {
    this.#sources.findAgain(site)
  }

  #arrangeArrivals(): void {
    const random = this.#random.stream('arrivals')
    for (const machine of this.machines) {
      const { arriveWithinSeconds } = this.siteOf(machine).class
      // Who has the release brings it when it is published, not before.
      const isEarly = arriveWithinSeconds === 0 && machine.facts.from !== this.release.version
      const startMs = random.below(isEarly ? earlyMsMax : arriveWithinSeconds * 1000 + 1)
      this.clock.at(later(isEarly ? instant(0) : publishedAt, startMs), () => this.#boots.boot(machine))
    }
  }

  #publish(): void {
    this.recorder.note('published', { version: this.release.version })
    this.#sources.origin.publish()
  }

  #makeSession(machine: Machine): Session {
    const { policy, seed, until } = this.#init
    return new Session({
      machine,
      surroundings: this,
      policy,
      role: 'device',
      seed,
      malice: this.maliceOf(machine),
      reboot: until === 'staged' ? 'manual' : 'immediate',
    })
  }

  #started(session: Session): void {
    const { machine } = session
    const site = this.siteOf(machine)
    site.sessions.set(machine.facts.name, session)
    session.start()
    const discoveryMs = machine.facts.random.below(this.#init.calibration.discoveryMsMax + 1)
    const look = (): void => (this.#strangers ?? site.neighbours).look(session)
    this.clock.at(later(this.clock.now, discoveryMs), look)
    this.#sources.find(session, site)
  }

  #ended({ machine, endpoint }: Session, peers: readonly PeerName[]): void {
    this.siteOf(machine).sessions.delete(endpoint.name)
    for (const peer of peers) this.#endpoint(peer)?.lose(endpoint.name)
  }

  #endpoint(name: PeerName): Endpoint | undefined {
    return this.#boots.get(name)?.endpoint ?? this.#sources.endpoint(name)
  }
}
