import type { Link } from '#core/exchange/contract.ts'

/** One stream per connection, opened by the side that dialled: hello, then messages. */
export const controlProtocol = '/mycel/control/1'

/** Streams that carry one request after the other, each followed by its answer and bytes. */
export const fetchProtocol = '/mycel/fetch/1'

/**
 * No byte for this long ends a fetch, on both sides. Over the WAN it is longer than a silent connection lives: what was
 * sent before a link broke down arrives when it is up again, and would otherwise have to be sent anew.
 */
export const transferSilenceMs: Readonly<Record<Link, number>> = { lan: 10_000, wan: 60_000 }

/** How long a fetch stream may wait for its next request. The asking side lets go of it earlier. */
export const idleFetchStreamMs = 60_000

/** Bytes of the largest request or answer of a fetch. */
export const fetchHeadBytesMax = 256

/** Fetch streams that one peer may have open to this node. */
export const inboundFetchStreamsMax = 16

/** Fetch streams that this node opens to one peer. */
export const outboundFetchStreamsMax = 8
