import { serveTasks } from '#adapters/workers/serve-tasks.ts'
import { encodeZstd } from '#core/codec/encode-payload.ts'
import { sha256 } from '#core/digest.ts'
import type { EncodedFull, FullTask } from '#tracker/release/image/encode-image.ts'

serveTasks(({ image, range, level }: FullTask) => {
  const chunk = image.subarray(range.offset, range.offset + range.bytes)
  const result: EncodedFull = { digest: sha256(chunk), payload: encodeZstd(chunk, level) }
  return { result, moved: [] }
})
