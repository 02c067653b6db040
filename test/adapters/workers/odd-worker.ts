import { serveTasks } from '#adapters/workers/serve-tasks.ts'
import { unreachable } from '#core/check.ts'

/** What the thread of the pool tests is told to do. */
export type OddTask = 'answer' | 'throw' | 'die'

serveTasks((task: OddTask) => {
  switch (task) {
    case 'answer':
      return 'answered'
    case 'throw':
      throw new Error('no such image')
    case 'die':
      process.exit(7)
      break
    default:
      return unreachable(task)
  }
})
