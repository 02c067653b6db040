import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { readSeed } from '#adapters/keys/key-file.ts'
import { peerNameOf } from '#adapters/keys/peer-name.ts'
import { messageOf, UserError } from '#core/errors.ts'
import type { PeerName } from '#core/exchange/contract.ts'
import { signingKeyFromSeed } from '#core/identity/signing-key.ts'
import { MetadataRefused } from '#core/metadata/metadata-refused.ts'
import { trustRoot } from '#core/metadata/trusted-metadata.ts'

/** Where a node keeps what. */
export interface DataPaths {
  readonly identity: string
  readonly certificate: string
  readonly root: string
  readonly boot: string
  readonly state: string
  readonly slots: string
  readonly config: string
  /** What ended by itself since the node ran last. */
  readonly crashes: string
}

/** The places in a data directory; `docs/format.md` lists what is in them. */
export function dataPaths(directory: string): DataPaths {
  return {
    identity: join(directory, 'identity.key'),
    certificate: join(directory, 'certificate.bin'),
    root: join(directory, 'root.json'),
    boot: join(directory, 'boot'),
    state: join(directory, 'state'),
    slots: join(directory, 'slots'),
    config: join(directory, 'node.toml'),
    crashes: join(directory, 'crashes.json'),
  }
}

/** Who a node is: what the factory gave it. */
export interface NodeIdentity {
  readonly peer: PeerName
  /** Ed25519 seed of the libp2p identity, 32 bytes. */
  readonly seed: Uint8Array
  readonly certificate: Uint8Array
  /** The root.json from which trust begins. */
  readonly root: Uint8Array
}

/** Reads what the factory gave a node. Throws {@link UserError} where some of it is missing. */
export async function readIdentity(directory: string): Promise<NodeIdentity> {
  const paths = dataPaths(directory)
  const seed = await readSeed(paths.identity)
  const peer = peerNameOf(signingKeyFromSeed(seed).publicKey)
  const root = await readProvisioned(paths.root)
  requireRoot(paths.root, root)
  return { peer, seed, certificate: await readProvisioned(paths.certificate), root }
}

/** Throws {@link UserError} unless these are the bytes of a root.json that is signed by its own keys. */
export function requireRoot(path: string, bytes: Uint8Array): void {
  try {
    trustRoot(bytes)
  } catch (cause) {
    const finding = cause instanceof MetadataRefused ? cause.finding : messageOf(cause)
    throw new UserError(`${path} is no root.json of a fleet (${finding}): take the one beside the keys of the fleet`, {
      cause,
    })
  }
}

async function readProvisioned(path: string): Promise<Uint8Array> {
  try {
    return await readFile(path)
  } catch (cause) {
    throw new UserError(`cannot read ${path}: ${messageOf(cause)}; 'mycel node provision' prepares a device`, { cause })
  }
}
