import type { Address } from '#core/address.ts'
import type { Engine } from '#core/engine.ts'
import type { ExchangeEffect, ExchangeInput } from '#core/exchange/contract.ts'
import type { WanSpending } from '#core/exchange/download/allowance.ts'

/** What a node needs of its exchange: `ExchangeEngine` in production, another one where strategies are compared. */
export interface ExchangePort extends Engine<ExchangeInput, ExchangeEffect> {
  /** What the WAN has cost so far. */
  readonly wanSpending: WanSpending
  /** Whether a neighbour has the bytes at one of these addresses now. */
  isOffered(addresses: readonly Address[]): boolean
}
