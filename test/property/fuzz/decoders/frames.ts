import { streamPair } from '@libp2p/utils'
import { FrameStream } from '#adapters/libp2p/frame-stream.ts'
import { anyBytes, type FuzzedDecoder, many } from '#test/property/fuzz/fuzzed-decoder.ts'
import { writeVarint } from '#test/property/fuzz/mutate/wire-tree.ts'

const bounds = { frameBytesMax: 4096, unreadBytesMax: 1024 * 1024 }

/** How long the reader of frames waits for the rest of one, in ms; the other side has closed long before. */
const silenceMs = 500

/** All frames of a stream, over two libp2p streams in memory. */
export const frameDecoder: FuzzedDecoder<readonly Uint8Array[]> = {
  name: 'frames',
  isDear: true,
  samples: (random) => many(8, () => encodeFrames(many(random.below(4), () => anyBytes(random, random.below(300))))),
  decode: readFrames,
  encode: encodeFrames,
  mutators: [],
}

async function readFrames(input: Uint8Array): Promise<readonly Uint8Array[]> {
  const [outbound, inbound] = await streamPair({ delay: 0 })
  const frames = new FrameStream(inbound, bounds)
  try {
    if (input.byteLength > 0) outbound.send(input)
    const closed = outbound.close()
    const read: Uint8Array[] = []
    for (let frame = await frames.read(silenceMs); frame; frame = await frames.read(silenceMs)) {
      read.push(Buffer.from(frame.subarray()))
    }
    await closed
    return read
  } finally {
    outbound.abort(new Error('read'))
    frames.abort('read')
  }
}

function encodeFrames(frames: readonly Uint8Array[]): Uint8Array {
  return Buffer.concat(frames.flatMap((frame) => [writeVarint(BigInt(frame.byteLength)), frame]))
}
