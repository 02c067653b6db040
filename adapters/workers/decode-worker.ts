import { GarbageBudget } from '#adapters/memory/garbage-budget.ts'
import { movable } from '#adapters/workers/movable.ts'
import { serveTasks } from '#adapters/workers/serve-tasks.ts'
import { type DecodedChunks, decodePayload, type EncodedChunks } from '#core/codec/decode-payload.ts'

const garbage = new GarbageBudget()

serveTasks((task: EncodedChunks) => {
  const { result, bytes } = movableResult(decodePayload(task))
  garbage.moved(task.payload.byteLength + bytes.reduce((sum, { byteLength }) => sum + byteLength, 0))
  return { result, moved: bytes.map(({ buffer }) => buffer) }
})

/** A result whose bytes stand in buffers of their own. */
function movableResult(decoded: DecodedChunks): { result: DecodedChunks; bytes: readonly Uint8Array<ArrayBuffer>[] } {
  if (decoded.type === 'chunk') {
    const bytes = movable(decoded.bytes)
    return { result: { type: 'chunk', bytes }, bytes: [bytes] }
  }
  const { rules, lengths, differences, fresh } = decoded.patch
  const patch = {
    rules: movable(rules),
    lengths: movable(lengths),
    differences: movable(differences),
    fresh: movable(fresh),
  }
  return { result: { type: 'patch', patch }, bytes: Object.values(patch) }
}
