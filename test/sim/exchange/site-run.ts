import type { Digest } from '#core/digest.ts'
import { type Instant, instant } from '#core/engine.ts'
import type { PeerName } from '#core/exchange/contract.ts'
import type { Member } from '#sim/exchange/member.ts'
import { Site, type SiteFacts } from '#sim/exchange/site.ts'
import { releaseWants } from '#test/sim/exchange/release.ts'

/** What is run: a site, payloads of equal length, and what happens on the way. */
export interface SiteRunFacts {
  readonly site: Partial<SiteFacts>
  readonly payloads: number
  readonly payloadBytes: number
  /** Of all devices, instead of the usual one: another group has another crew. */
  readonly group?: Digest
  /** So many devices want everything only after so long. */
  readonly late?: { readonly devices: number; readonly afterMs: number }
  /** Called once everybody who is not late wants everything. */
  readonly disturb?: (site: Site, wanUsers: ReadonlySet<Member>) => void
}

/** What a run did. */
export interface SiteRunOutcome {
  readonly site: Site
  /** Bytes that crossed the WAN, of the bytes of all payloads. */
  readonly wanCopies: number
  /** The devices that ever fetched over the WAN. */
  readonly wanUsers: ReadonlySet<Member>
  /** When each device that stayed had everything, in times that all payloads need on the WAN at the least. */
  readonly doneRatios: ReadonlyMap<PeerName, number>
}

/** 20 Mbit/s. */
const wanBytesPerSecond = 2_500_000

/** 200 Mbit/s. */
const lanBytesPerSecond = 25_000_000

const hourMs = 3_600_000

/** Runs a site of 20 devices, 20 Mbit/s WAN and 200 Mbit/s LAN until all that stayed have everything. */
export function runSite({ site: facts, payloads, payloadBytes, group, late, disturb }: SiteRunFacts): SiteRunOutcome {
  const wanUsers = new Set<Member>()
  const doneAt = new Map<Member, Instant>()
  let isChanged = true
  const observe: SiteFacts['observe'] = (member, effect, at) => {
    if (effect.type === 'fetch' && effect.peer === 'seeder-0') wanUsers.add(member)
    if (effect.type !== 'deliver') return
    isChanged = true
    doneAt.set(member, at)
  }
  const site = new Site({ seed: 1, devices: 20, wanBytesPerSecond, lanBytesPerSecond, ...facts, observe })
  const wants = releaseWants(payloads, payloadBytes)
  const lateDevices = site.devices.slice(0, late?.devices ?? 0)
  for (const device of site.devices) if (!lateDevices.includes(device)) device.installer.want(wants, group)
  for (const device of lateDevices)
    site.clock.at(instant((late?.afterMs ?? 0) * 1000), () => device.installer.want(wants, group))
  disturb?.(site, wanUsers)

  site.run(hourMs, () => {
    const mayBeOver = isChanged
    isChanged = false
    return mayBeOver && site.present.every((device) => device.installer.isDone)
  })

  const idealUs = (payloads * payloadBytes * 1e6) / (facts.wanBytesPerSecond ?? wanBytesPerSecond)
  const stayed = site.present.filter((device) => device.installer.isDone)
  return {
    site,
    wanCopies: site.wan.carriedBytes / (payloads * payloadBytes),
    wanUsers,
    doneRatios: new Map(stayed.map((device) => [device.name, (doneAt.get(device) ?? 0) / idealUs])),
  }
}
