import type { Address } from '#core/address.ts'

/** Brings bytes of the repository from whoever has them: already verified against their address. */
export interface BlobSource {
  /** Rejects when nobody brought them within the time limit. The bytes may be shared: never write to them. */
  blob(address: Address, bytes: number): Promise<Uint8Array>
}
