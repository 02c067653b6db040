import assert from 'node:assert/strict'
import { test } from 'node:test'
import { chunkAddress, payloadAddress } from '#core/address.ts'
import { type Digest, sha256 } from '#core/digest.ts'
import { instant } from '#core/engine.ts'
import { crewMax } from '#core/exchange/limits.ts'
import type { ModelledWant } from '#sim/exchange/installer.ts'
import { Site } from '#sim/exchange/site.ts'

const kibibyte = 1024
const chunks = 64

/** The bytes of the patches of one chunk from either base: which is smaller changes from chunk to chunk. */
const patchBytes = { v1: [300 * kibibyte, 500 * kibibyte], v2: [450 * kibibyte, 200 * kibibyte] } as const

type Base = keyof typeof patchBytes

function groupOf(base: Base): Digest {
  return sha256(Buffer.from(`the release from ${base}`))
}

function patchBytesOf(base: Base, chunk: number): number {
  return patchBytes[base][chunk % 2] as number
}

/** What a device on a base wants, and which group brings it in for less where devices of both are there. */
function wantsFrom(base: Base): readonly ModelledWant[] {
  const other = base === 'v1' ? 'v2' : 'v1'
  return Array.from({ length: chunks }, (_, chunk): ModelledWant => {
    const makes = chunkAddress(sha256(Buffer.from(`chunk ${chunk}`)))
    const payload = payloadAddress(sha256(Buffer.from(`patch ${chunk} from ${base}`)))
    const ways = [
      { address: payload, bytes: patchBytesOf(base, chunk) },
      { address: makes, bytes: 1024 * kibibyte },
    ]
    const isDearer = patchBytesOf(base, chunk) > patchBytesOf(other, chunk)
    return isDearer ? { ways, makes, rival: groupOf(other) } : { ways, makes }
  })
}

/** The bytes that a site must take for its devices on these bases. */
function cheapestBytes(bases: readonly Base[]): number {
  const cheapest = (chunk: number): number => Math.min(...bases.map((base) => patchBytesOf(base, chunk)))
  return Array.from({ length: chunks }, (_, chunk) => cheapest(chunk)).reduce((total, bytes) => total + bytes, 0)
}

function mixedSite(seed = 1): Site {
  const site = new Site({ seed, devices: 20, wanBytesPerSecond: 2_500_000, lanBytesPerSecond: 25_000_000 })
  site.devices.forEach((device, index) => {
    const base = index < 10 ? 'v1' : 'v2'
    device.installer.want(wantsFrom(base), groupOf(base))
  })
  return site
}

const minuteMs = 60_000

function isOver(site: Site): () => boolean {
  return () => site.present.every((device) => device.installer.isDone)
}

test('a site on two versions takes the smallest mix of patches over its WAN', (context) => {
  for (const seed of [1, 2, 3]) {
    const site = mixedSite(seed)

    site.run(minuteMs, isOver(site))

    const copies = site.wan.carriedBytes / cheapestBytes(['v1', 'v2'])
    context.diagnostic(`${copies.toFixed(3)} of the cheapest mix, ${site.wanFlowsMost} flows on the WAN`)
    assert.equal(site.done.length, 20)
    assert.ok(copies <= 1.01, `${copies} of the cheapest mix`)
  }
})

test('the flows over one WAN are divided among the groups of a site', () => {
  const site = mixedSite()

  site.run(minuteMs, isOver(site))

  assert.ok(site.wanFlowsMost <= 2 * crewMax, `${site.wanFlowsMost} flows`)
})

test('where the devices of the cheaper base leave, the others take their own patches', () => {
  const site = mixedSite()
  site.clock.at(instant(2_000_000), () => {
    for (const device of site.devices.slice(10)) site.depart(device)
  })

  site.run(minuteMs, isOver(site))

  assert.equal(site.done.length, 10)
})
