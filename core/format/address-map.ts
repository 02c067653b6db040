import { imageBytesMax } from '#core/chunk-geometry.ts'
import { requireForm } from '#core/format/bounds.ts'
import type { WireLoad } from '#core/format/wire.js'

/** A stretch of an image and the address at which a processor sees it. Images without any are seen at their offsets. */
export interface Load {
  readonly offset: number
  readonly bytes: number
  /** 0 to 2^64 − 1. */
  readonly address: bigint
}

/** Where the old and the new image are seen. */
export interface AddressMaps {
  readonly base: readonly Load[]
  readonly image: readonly Load[]
}

/** The most loads of one image. */
export const loadsMax = 64

/** The form of `WireLoad`. */
export const loadForm = { 1: 'uint64', 2: 'uint64', 3: 'uint32', 4: 'uint32' } as const

/** Loads as they are written; addresses have more bits than a number. */
export function loadsToWire(loads: readonly Load[]): WireLoad[] {
  return loads.map(({ offset, bytes, address }) => ({
    offset,
    loadBytes: bytes,
    address: Number(address & 0xffff_ffffn),
    addressHigh: Number(address >> 32n),
  }))
}

/** Loads as they were written. Throws {@link FormatError} on stretches outside any image. */
export function loadsFromWire(wire: readonly WireLoad[]): readonly Load[] {
  return wire.map(({ offset, loadBytes, address, addressHigh }) => {
    requireForm('delta', offset + loadBytes <= imageBytesMax, `has a load of ${loadBytes} bytes at ${offset}`)
    return { offset, bytes: loadBytes, address: (BigInt(addressHigh) << 32n) | BigInt(address) }
  })
}
