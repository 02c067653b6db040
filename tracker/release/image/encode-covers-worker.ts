import { serveTasks } from '#adapters/workers/serve-tasks.ts'
import { type CoverInput, coverRun } from '#core/delta/covers/cover-image.ts'
import type { Run } from '#core/delta/plan-delta.ts'

serveTasks((run: Run, images: Omit<CoverInput, 'run'>) => coverRun({ ...images, run }))
