import type { NodeConfig } from '#adapters/config/node-config.ts'
import { askPlan } from '#node/status/owner-api.ts'
import { planText } from './plan-text.ts'

/** How a plan is printed. */
export interface PrintPlanOptions {
  readonly json?: boolean
  readonly explain?: boolean
}

/** Prints what the running node would fetch for a release. Throws {@link UserError} where none runs. */
export async function printPlan(
  { dataDirectory }: NodeConfig,
  version: string | undefined,
  { json = false, explain = false }: PrintPlanOptions,
): Promise<void> {
  const plan = await askPlan(dataDirectory, version)
  process.stdout.write(json ? `${JSON.stringify(plan)}\n` : planText(plan, { explain }))
}
