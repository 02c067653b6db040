import type { TestContext } from 'node:test'
import type { ExchangeEffect, ExchangeInput, PeerName } from '#core/exchange/contract.ts'

/** Two peers that have joined each other. */
export interface LinkedPair {
  readonly fetcher: LinkEnd
  readonly holder: LinkEnd
  /** The power of the holder goes. */
  holderLeaves(): Promise<void>
  /** Lets the answers of a slow holder go on to their end. */
  resume(): void
  /** Brings whatever is under way to its end. Nothing can be carried out any more. */
  settle(): Promise<void>
}

/** What the holder of a pair is like. */
export interface HolderFacts {
  /** What it serves, whatever it is asked for. */
  readonly content: Uint8Array
  /** It serves other bytes of the same length. */
  readonly isForger: boolean
  /** When the fetcher first hears of progress, the answer is in its middle; it may stand still there until `resume`. */
  readonly isSlow: boolean
}

/** Makes a pair that ends with the test. */
export type OpenPair = (t: TestContext, facts: HolderFacts) => Promise<LinkedPair>

/** One end of a link without an engine behind it: the test decides, and what would enter the engine is kept. */
export interface LinkEnd {
  readonly name: PeerName
  readonly inputs: readonly ExchangeInput[]
  carryOut(effect: LinkEffect): void
  /** Waits until `count` inputs of a type have come, and returns the last of them. */
  until<Type extends ExchangeInput['type']>(type: Type, count?: number): Promise<InputOf<Type>>
}

/** What a link carries out; the other effects concern one end alone. */
export type LinkEffect = Extract<ExchangeEffect, { readonly type: 'send' | 'fetch' | 'cancel' | 'serve' | 'refuse' }>

/** The inputs of one type. */
export type InputOf<Type extends ExchangeInput['type']> = Extract<ExchangeInput, { readonly type: Type }>
