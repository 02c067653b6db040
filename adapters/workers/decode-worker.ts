import { movable } from '#adapters/workers/movable.ts'
import { serveTasks } from '#adapters/workers/serve-tasks.ts'
import { decodePayload, type EncodedChunks } from '#core/codec/decode-payload.ts'

serveTasks((task: EncodedChunks) => {
  const chunks = movable(decodePayload(task))
  return { result: chunks, moved: [chunks.buffer] }
})
