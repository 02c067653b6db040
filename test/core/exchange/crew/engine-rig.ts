import type { Address } from '#core/address.ts'
import { sha256 } from '#core/digest.ts'
import type { ExchangeEffect, WantId } from '#core/exchange/contract.ts'
import { crewFormsMs, quietMs } from '#core/exchange/limits.ts'
import { peer, Rig } from '#test/core/exchange/rig.ts'

/** The group of everybody in these tests. */
export const group = sha256(Buffer.from('a release'))

/** An engine whose wants have a group. */
export class CrewRig extends Rig {
  #sequence = 0

  /** A site of a seeder and neighbours that came long ago. */
  static settled(...neighbours: readonly string[]): CrewRig {
    const rig = new CrewRig()
    rig.joinSeeder()
    for (const name of neighbours) rig.joinNeighbour(name)
    rig.pass(quietMs)
    return rig
  }

  override want(id: number, ...addresses: readonly Address[]): readonly ExchangeEffect[] {
    const ways = addresses.map((address, index) => ({ address, bytes: 1_000_000 * (index + 1) }))
    return this.input({ type: 'want', want: id as WantId, ways, group })
  }

  /** A neighbour takes the release; it may be a member of the crew already. */
  takes(name: string, isMember = false): readonly ExchangeEffect[] {
    this.#sequence += 1
    const standing = { peer: peer(name), sequence: this.#sequence, fetchedBytes: 0, leaving: 'stays' as const }
    const standings = [{ ...standing, takings: [{ group, tier: 0, isMember }] }]
    return this.input({ type: 'message', peer: peer(name), message: { type: 'standings', standings } })
  }

  /** Lets the crew form. */
  form(): readonly ExchangeEffect[] {
    return this.pass(crewFormsMs)
  }
}
