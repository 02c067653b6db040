import { peerNameOf } from '#adapters/keys/peer-name.ts'
import type { Digest } from '#core/digest.ts'
import { UserError } from '#core/errors.ts'
import type { PeerName } from '#core/exchange/contract.ts'
import type { KeyRole } from '#tracker/keys/key-files.ts'
import { keyFile, loadKey, rolesIn } from '#tracker/keys/key-files.ts'

/** Where a key belongs: `offline` ones never lie on a machine that is on a network. */
export type KeyPlace = 'offline' | 'tracker'

/** What the vendor is told of one key file; nothing of it is secret. */
export interface KeyDescription {
  readonly role: KeyRole
  readonly file: string
  readonly keyId: Digest
  /** 64 hex characters. */
  readonly publicKey: string
  readonly place: KeyPlace
  readonly purpose: string
  /** The libp2p peer id that devices dial; only the tracker has one. */
  readonly peer: PeerName | undefined
}

/** Describes every key of a folder. Throws {@link UserError} where one is damaged, or none is there. */
export async function describeKeys(directory: string): Promise<readonly KeyDescription[]> {
  const roles = await rolesIn(directory)
  if (roles.length === 0) {
    throw new UserError(
      `there are no keys in ${directory}: name the folder of your keys, or make new ones by 'mycel keys init'`,
    )
  }
  return await Promise.all(roles.map((role) => describeKey(directory, role)))
}

async function describeKey(directory: string, role: KeyRole): Promise<KeyDescription> {
  const { keyId, publicKey } = await loadKey(directory, role)
  return {
    role,
    file: keyFile(directory, role),
    keyId,
    publicKey: Buffer.from(publicKey).toString('hex'),
    ...roleFacts[role],
    peer: role === 'tracker' ? peerNameOf(publicKey) : undefined,
  }
}

const roleFacts: Readonly<Record<KeyRole, Pick<KeyDescription, 'place' | 'purpose'>>> = {
  root: { place: 'offline', purpose: 'signs root.json, which names all other keys: needed to replace one of them' },
  targets: { place: 'offline', purpose: 'signs releases: needed by mycel release build' },
  authority: { place: 'offline', purpose: 'signs device certificates: needed by mycel node provision' },
  snapshot: { place: 'tracker', purpose: 'signs which releases are current' },
  timestamp: { place: 'tracker', purpose: 'signs every few days that they still are' },
  rollouts: { place: 'tracker', purpose: 'signs who may take a release now; it cannot sign a release' },
  tracker: { place: 'tracker', purpose: 'the identity that devices know the tracker by' },
}
