/** One stream per connection, opened by the side that dialled: hello, then messages. */
export const controlProtocol = '/mycel/control/1'

/** Streams that carry one request after the other, each followed by its answer and bytes. */
export const fetchProtocol = '/mycel/fetch/1'

/** How long a fetch stream may wait for its next request. The asking side lets go of it earlier. */
export const idleFetchStreamMs = 60_000

/** Bytes of the largest request or answer of a fetch. */
export const fetchHeadBytesMax = 256

/** Fetch streams that one peer may have open to this node. */
export const inboundFetchStreamsMax = 16

/** Fetch streams that this node opens to one peer. */
export const outboundFetchStreamsMax = 8
