import { exchangeWay } from './exchange-way.ts'
import { socketWay } from './socket-way.ts'
import { streamWay } from './stream-way.ts'
import type { Way } from './way.ts'

/** What is compared, in the order in which it runs. */
export const ways = { exchange: exchangeWay, stream: streamWay, socket: socketWay } as const satisfies Readonly<
  Record<string, Way>
>

/** Name of a way. */
export type WayName = keyof typeof ways
