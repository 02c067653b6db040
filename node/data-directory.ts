import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { readSeed } from '#adapters/keys/key-file.ts'
import { peerNameOf } from '#adapters/keys/peer-name.ts'
import { messageOf, UserError } from '#core/errors.ts'
import type { PeerName } from '#core/exchange/contract.ts'
import { signingKeyFromSeed } from '#core/identity/signing-key.ts'

/** Where a node keeps what. */
export interface DataPaths {
  readonly identity: string
  readonly certificate: string
  readonly root: string
  readonly boot: string
  readonly state: string
  readonly slots: string
  readonly config: string
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
  return { peer, seed, certificate: await readProvisioned(paths.certificate), root: await readProvisioned(paths.root) }
}

async function readProvisioned(path: string): Promise<Uint8Array> {
  try {
    return await readFile(path)
  } catch (cause) {
    throw new UserError(`cannot read ${path}: ${messageOf(cause)}; 'mycel node provision' prepares a device`, { cause })
  }
}
