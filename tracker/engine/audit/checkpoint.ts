import { type Digest, parseDigest } from '#core/digest.ts'
import { requireForm } from '#core/format/bounds.ts'
import { isSignedBy, type SigningKey } from '#core/identity/signing-key.ts'

/** What the tracker signs about its log: with the key, nobody can take entries off the end unseen. */
export interface Checkpoint {
  /** The newest entry, 0 before the first. */
  readonly sequence: number
  readonly hash: Digest
  /** By the tracker's key over `mycel/audit/1`, a line feed, the sequence, a line feed and the hash; hex. */
  readonly signature: string
  /** The tracker's public key, hex. */
  readonly publicKey: string
}

/** Signs where the log ends. */
export function signCheckpoint({ sequence, hash }: Pick<Checkpoint, 'sequence' | 'hash'>, key: SigningKey): Checkpoint {
  const signature = Buffer.from(key.sign(signedForm(sequence, hash))).toString('hex')
  return { sequence, hash, signature, publicKey: Buffer.from(key.publicKey).toString('hex') }
}

/** Reads a checkpoint. Throws {@link FormatError} unless it is signed by the key that it names. */
export function readCheckpoint(json: unknown): Checkpoint {
  const { sequence, hash, signature, publicKey } = Object(json) as Readonly<Record<string, unknown>>
  const isWhole =
    Number.isSafeInteger(sequence) && [hash, signature, publicKey].every((field) => typeof field === 'string')
  requireForm('audit checkpoint', isWhole, 'lacks a field, or one is of another kind')
  const read: Checkpoint = {
    sequence: sequence as number,
    hash: parseDigest(String(hash)),
    signature: String(signature),
    publicKey: parseDigest(String(publicKey)),
  }
  const isSigned = isSignedBy({
    publicKey: Buffer.from(read.publicKey, 'hex'),
    bytes: signedForm(read.sequence, read.hash),
    signature: Buffer.from(read.signature, 'hex'),
  })
  requireForm('audit checkpoint', isSigned, 'is not signed by the key that it names')
  return read
}

function signedForm(sequence: number, hash: Digest): Uint8Array {
  return Buffer.from(`mycel/audit/1\n${sequence}\n${hash}`)
}
