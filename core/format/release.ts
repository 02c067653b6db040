import { componentsMax, formatMajor, requireForm, requireMajor, requireSize } from '#core/format/bounds.ts'
import { decodeWire } from '#core/format/decode-wire.ts'
import type { Manifest } from '#core/format/manifest.ts'
import { manifestFromWire, manifestToWire, pagesMax } from '#core/format/manifest.ts'
import { parseName, parseVersion } from '#core/format/name.ts'
import { WireRelease } from '#core/format/wire.js'

/** A version of the firmware for one kind of device, as its signed release document says it. */
export interface Release {
  readonly product: string
  /** SemVer 2.0.0. */
  readonly version: string
  /** A device never goes back to a release with a lower one. */
  readonly securityEpoch: number
  readonly components: readonly Component[]
}

/** One part of a release, with the image that its handler installs. */
export interface Component {
  readonly name: string
  /** Who installs it; `slot` writes the image into the inactive slot. */
  readonly handler: string
  readonly manifest: Manifest
}

/** The largest release document, in bytes. */
const releaseBytesMax = 256 * 1024

/** The form of `WireRelease`. */
export const releaseForm = {
  1: 'major',
  2: 'text',
  3: 'text',
  4: 'uint64',
  5: { 1: 'text', 2: 'text', 3: { 1: 'uint64', 2: 'uint32', 3: 'bytes', 4: 'bytes', 5: 'bytes' } },
} as const

/** The bytes of a release document. */
export function encodeRelease(release: Release): Uint8Array {
  return WireRelease.encode({
    major: formatMajor,
    product: release.product,
    version: release.version,
    securityEpoch: release.securityEpoch,
    components: release.components.map((component) => ({
      name: component.name,
      handler: component.handler,
      manifest: manifestToWire(component.manifest),
    })),
  })
}

/** Reads a release document. Throws {@link FormatError} on anything outside `docs/format.md`. */
export function decodeRelease(bytes: Uint8Array): Release {
  requireSize('release', bytes, releaseBytesMax)
  const manifest = { chunkPages: pagesMax, payloadPages: pagesMax }
  const limits = { components: componentsMax, components$: { manifest } }
  const wire = decodeWire('release', {
    bytes,
    form: releaseForm,
    decode: (message) => WireRelease.decode(message, { limits }),
  })
  requireMajor('release', wire.major)
  requireForm('release', wire.components.length > 0, 'has no components')
  const components = wire.components.map((component): Component => {
    const name = parseName('component', component.name)
    requireForm('release', component.manifest !== undefined, `component ${name} has no manifest`)
    return {
      name,
      handler: parseName('handler', component.handler),
      manifest: manifestFromWire(component.manifest),
    }
  })
  const names = new Set(components.map((component) => component.name))
  requireForm('release', names.size === components.length, 'names a component twice')
  return {
    product: parseName('product', wire.product),
    version: parseVersion(wire.version),
    securityEpoch: wire.securityEpoch,
    components,
  }
}
