import { GarbageBudget } from '#adapters/memory/garbage-budget.ts'
import { movable } from '#adapters/workers/movable.ts'
import { serveTasks } from '#adapters/workers/serve-tasks.ts'
import { decodePayload, type EncodedChunks } from '#core/codec/decode-payload.ts'

const garbage = new GarbageBudget()

serveTasks((task: EncodedChunks) => {
  const chunks = movable(decodePayload(task))
  garbage.moved(task.payload.byteLength + task.sources.byteLength + chunks.byteLength)
  return { result: chunks, moved: [chunks.buffer] }
})
