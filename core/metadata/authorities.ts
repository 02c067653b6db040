import type { Root } from '@tufjs/models'
import { bytesOfDigest, parseDigest } from '#core/digest.ts'
import { requireForm } from '#core/format/bounds.ts'
import type { TrustedFile } from '#core/metadata/read-metadata.ts'

/** The most device authorities of one fleet. */
const authoritiesMax = 16

/**
 * The public keys that may sign device certificates, each of 32 bytes: the signed field
 * `"mycel": {"authorities": ["64 hex characters", …]}` of root.json. Empty where the root has none.
 * Throws {@link FormatError} on another form.
 */
export function authoritiesOf(root: TrustedFile<Root>): readonly Uint8Array[] {
  const field = root.metadata.signed.unrecognizedFields['mycel'] as
    | { readonly authorities?: unknown }
    | undefined
    | null
  if (field === undefined) return []
  const authorities = field?.authorities
  requireForm('root.json', Array.isArray(authorities), 'has a "mycel" field without a list of authorities')
  requireForm(
    'root.json',
    authorities.length <= authoritiesMax,
    `names ${authorities.length} device authorities, at most ${authoritiesMax} are allowed`,
  )
  return authorities.map(readAuthority)
}

/** A public key has the form of a digest: 32 bytes, written as hex. */
function readAuthority(authority: unknown): Uint8Array {
  requireForm('root.json', typeof authority === 'string', 'has an authority that is not text')
  return bytesOfDigest(parseDigest(authority))
}

/** The signed field of root.json that {@link authoritiesOf} reads. */
export function authoritiesField(authorities: readonly Uint8Array[]): { readonly mycel: { authorities: string[] } } {
  return { mycel: { authorities: authorities.map((key) => Buffer.from(key).toString('hex')) } }
}
