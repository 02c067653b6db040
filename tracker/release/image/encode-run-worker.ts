import { serveTasks } from '#adapters/workers/serve-tasks.ts'
import { encodeRun } from '#core/delta/encode-run.ts'
import { ReferenceMap } from '#core/delta/predict/reference-map.ts'
import type { RunTask, SharedOfRuns } from '#tracker/release/image/encode-runs.ts'

/** Of all runs: it is made for the first one that needs it. */
let map: ReferenceMap | undefined

serveTasks((task: RunTask, shared: SharedOfRuns) => {
  const mapOf = (): ReferenceMap => {
    map ??= new ReferenceMap(shared.covers, shared.programs)
    return map
  }
  return encodeRun({ ...shared, ...task }, mapOf)
})
