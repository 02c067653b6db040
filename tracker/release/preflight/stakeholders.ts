import { type ChecklistLine, failed, passed } from './checklist.ts'
import type { PreflightInput } from './preflight-input.ts'

/** Whether a person answers for it that all who are concerned know the release and its maintenance window. */
export async function stakeholdersLine({ acknowledgedBy, tracker }: PreflightInput): Promise<ChecklistLine> {
  const item = 'stakeholders'
  if (acknowledgedBy === undefined) {
    const advice = 'agree on the window with those who are concerned, then say who did: --ack "NAME"'
    return failed(item, 'nobody has said that they know of it and of its window', advice)
  }
  if (tracker.acknowledge === undefined) {
    const advice = 'start the tracker, or name one by --tracker URL --token FILE'
    return failed(item, `${acknowledgedBy} cannot be recorded: no tracker with an API was reached`, advice)
  }
  await tracker.acknowledge(acknowledgedBy)
  return passed(item, `${acknowledgedBy} has seen to it; the audit log says so`)
}
