import { serveTasks } from '#adapters/workers/serve-tasks.ts'
import { type CoverInput, coverRun } from '#core/delta/cover-image.ts'

serveTasks((input: CoverInput) => ({ result: coverRun(input), moved: [] }))
