import type { SiteClass } from '#sim/scenario/scenario.ts'

/** A rate of 10^6 bits a second, in bytes a second. */
const bytesPerMbit = 125_000

const mebibyte = 2 ** 20

/** A time in seconds in which a WAN carries nothing. */
export interface Outage {
  readonly from: number
  readonly to: number
}

/** When something is over that takes `seconds` of a WAN from `at` on: during an outage it stands still. */
export function wanEndsAt(at: number, seconds: number, outages: readonly Outage[]): number {
  let [now, left] = [at, seconds]
  for (const { from, to } of outages) {
    if (to <= now) continue
    if (now + left <= from) break
    left -= Math.max(0, from - now)
    now = to
  }
  return now + left
}

/** What the links and the hardware of one device give. Rates are as a {@link SiteClass} has them, drawn. */
export interface DeviceRates {
  readonly lanMbit: number
  readonly decodeMiBps: number
  readonly flashMiBps: number
}

/** From payloads at the site until the image is written and read back, in seconds. */
export function finishSeconds(
  { lanMbit, decodeMiBps, flashMiBps }: DeviceRates,
  { payloadBytes, imageBytes }: { readonly payloadBytes: number; readonly imageBytes: number },
): number {
  const copied = payloadBytes / (lanMbit * bytesPerMbit)
  const written = imageBytes / (Math.min(decodeMiBps, flashMiBps) * mebibyte)
  const readBack = imageBytes / (flashMiBps * mebibyte)
  return copied + written + readBack
}

/** How long so many bytes take over a WAN that is used for nothing else, in seconds. */
export function wanSeconds(bytes: number, wanDownMbit: number): number {
  return bytes / (wanDownMbit * bytesPerMbit)
}
