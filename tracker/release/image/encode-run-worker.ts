import { serveTasks } from '#adapters/workers/serve-tasks.ts'
import { encodeRun, type RunInput } from '#core/delta/encode-run.ts'

serveTasks((input: RunInput) => ({ result: encodeRun(input), moved: [] }))
