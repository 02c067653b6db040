import type { Digest } from '#core/digest.ts'

declare const brand: unique symbol

/**
 * What one node asks another for: `payload:HEX`, bytes that travel (a payload, a page, a document),
 * named by their SHA-256; or `chunk:HEX`, a finished chunk of an image, named by its own.
 */
export type Address = string & { readonly [brand]: 'Address' }

/** The two kinds of address. */
export type AddressKind = 'payload' | 'chunk'

/** The address of bytes that travel. */
export function payloadAddress(digest: Digest): Address {
  return `payload:${digest}` as Address
}

/** The address of a finished chunk. */
export function chunkAddress(digest: Digest): Address {
  return `chunk:${digest}` as Address
}

/** Which kind an address is of. */
export function kindOf(address: Address): AddressKind {
  return address.startsWith('chunk:') ? 'chunk' : 'payload'
}

/** The digest that the bytes at an address must have. */
export function digestOf(address: Address): Digest {
  return address.slice(address.indexOf(':') + 1) as Digest
}
