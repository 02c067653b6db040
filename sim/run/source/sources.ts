import type { PeerName } from '#core/exchange/contract.ts'
import type { ModelledRelease } from '#sim/device/modelled-release.ts'
import type { Session } from '#sim/device/session.ts'
import type { Head } from '#sim/device/surroundings.ts'
import type { Endpoint, Network } from '#sim/endpoint/endpoint.ts'
import { Random } from '#sim/random.ts'
import type { Calibration } from '#sim/run/calibration.ts'
import { bytesPerMbit, type ModelledSite } from '#sim/run/site.ts'
import type { Policy } from '#sim/scenario/scenario.ts'
import { CacheBox } from './cache-box.ts'
import { type Client, Origin } from './origin.ts'
import { OriginShare } from './origin-share.ts'

/** A client that has started looks for its source within this time. */
const findMsMax = 300

/** One that lost its source finds it again within this time. */
const findAgainMsMax = 5_000

/** What sources are made from. */
export interface SourcesInit {
  readonly network: Network
  readonly sites: readonly ModelledSite[]
  readonly release: ModelledRelease
  readonly policy: Policy
  readonly seed: number
  readonly calibration: Calibration
  /** What the origin sends in all, in 10^6 bits a second; undefined: whatever is asked of it. */
  readonly originMbit: number | undefined
}

/** Where a fleet gets a release from: the origin, and under `site-cache` a box at every site between it and the devices. */
export class Sources {
  readonly origin: Origin
  readonly #sites: readonly ModelledSite[]
  readonly #boxes = new Map<ModelledSite, CacheBox>()
  readonly #byName = new Map<PeerName, Origin | CacheBox>()
  readonly #random: Random

  constructor({ network, sites, release, policy, seed, calibration, originMbit }: SourcesInit) {
    const { joinBytes } = calibration
    this.#sites = sites
    this.#random = new Random(seed).stream('sources')
    this.origin = new Origin({ network, policy, seed, version: release.version, joinBytes })
    this.#byName.set(this.origin.endpoint.name, this.origin)
    if (policy === 'site-cache') {
      for (const site of sites) if (site.class.hasWan) this.#addBox(new CacheBox({ network, site, seed, release }))
    }
    if (originMbit !== undefined) new OriginShare(network.clock, originMbit * bytesPerMbit, waysTo(sites)).start()
  }

  /** Every input that their engines took. */
  get inputs(): number {
    return this.#byName.values().reduce((sum, { endpoint }) => sum + endpoint.inputs, 0)
  }

  /** The source of this name. */
  endpoint(name: PeerName): Endpoint | undefined {
    return this.#byName.get(name)?.endpoint
  }

  /** What the source of this name has verified; undefined where none has that name. */
  headOf(name: PeerName): Head | undefined {
    return this.#byName.get(name)?.head
  }

  /** A device of a site has started: it connects with its source. */
  find(session: Session, site: ModelledSite): void {
    this.#connectSoon(session, site, session.machine.facts.random.below(findMsMax + 1))
  }

  /** The origin answers again: who lost it finds it again. */
  comeBack(): void {
    this.origin.comeBack()
    for (const site of this.#sites) this.findAgain(site)
  }

  /** The WAN of a site is there again: who lost the origin finds it again. */
  findAgain(site: ModelledSite): void {
    const box = this.#boxes.get(site)
    if (box !== undefined) return this.origin.connectSoon(box, site, this.#random.below(findAgainMsMax + 1))
    for (const session of site.sessions.values()) {
      this.origin.connectSoon(session, site, session.machine.facts.random.below(findAgainMsMax + 1))
    }
  }

  #addBox(box: CacheBox): void {
    this.#boxes.set(box.site, box)
    this.#byName.set(box.endpoint.name, box)
    this.origin.connectSoon(box, box.site, this.#random.below(findMsMax + 1))
  }

  #connectSoon(client: Client, site: ModelledSite, waitMs: number): void {
    const box = this.#boxes.get(site)
    if (box === undefined) this.origin.connectSoon(client, site, waitMs)
    else box.connectSoon(client, waitMs)
  }
}

function waysTo(sites: readonly ModelledSite[]) {
  return sites.flatMap(({ fromOrigin: link, wanDownBytesPerSecond: bytesPerSecondMax }) =>
    link === undefined ? [] : [{ link, bytesPerSecondMax }],
  )
}
