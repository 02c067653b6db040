import { serveTasks } from '#adapters/workers/serve-tasks.ts'
import { encodeZstd } from '#core/codec/encode-payload.ts'
import { sha256 } from '#core/digest.ts'
import type { EncodedFull, FullTask } from '#tracker/release/image/encode-image.ts'

serveTasks(({ image, range, level }: FullTask): EncodedFull => {
  const chunk = image.subarray(range.offset, range.offset + range.bytes)
  return { digest: sha256(chunk), payload: encodeZstd(chunk, level) }
})
