import { FormatError } from '#core/errors.ts'
import { readRollout } from '#core/rollout/read-rollout.ts'
import { basisPointsMax } from '#core/rollout/rollout.ts'
import type { PlannedPhase, RolloutPlan, StopRule } from '#tracker/engine/rollout/contract.ts'

/** The longest soak: half a year. */
const soakMsMax = 183 * 24 * 3_600_000

/** The most stop rules of a plan. */
const stopsMax = 16

/** The largest sample that a rule or phase may ask for. */
const devicesMax = 1_000_000

/** Everything that is wrong with a plan from outside, in words; empty where it can be carried out. */
export function planProblems(plan: RolloutPlan): readonly string[] {
  const problems = [...formProblems(plan)]
  if (plan.stops.length > stopsMax)
    problems.push(`has ${plan.stops.length} stop rules, at most ${stopsMax} are allowed`)
  for (const [index, phase] of plan.phases.entries()) problems.push(...phaseProblems(phase, plan.phases[index - 1]))
  for (const rule of plan.stops) problems.push(...stopProblems(rule))
  return problems
}

/** A plan leads to rollouts that devices read: they refuse what is malformed. */
function formProblems({ rollout, phases }: RolloutPlan): readonly string[] {
  try {
    readRollout('plan', { ...rollout, revision: 1, state: 'running', phases, openPhases: 0, takeBack: false })
    return []
  } catch (error) {
    if (error instanceof FormatError) return [error.message]
    throw error
  }
}

function phaseProblems(phase: PlannedPhase, before: PlannedPhase | undefined): readonly string[] {
  const { name, soakMs, minConfirmed, successBasisPoints } = phase
  const problems: string[] = []
  if (!isWhole(soakMs, soakMsMax)) problems.push(`phase ${name} soaks for ${soakMs} ms: use 0 to ${soakMsMax}`)
  if (!isWhole(minConfirmed, devicesMax)) {
    problems.push(`phase ${name} waits for ${minConfirmed} devices: use 0 to ${devicesMax}`)
  }
  if (!isWhole(successBasisPoints, basisPointsMax)) {
    problems.push(`phase ${name} asks for ${successBasisPoints} hundredths of a percent: use 0 to ${basisPointsMax}`)
  }
  const isSameGroup = before !== undefined && JSON.stringify(before.select) === JSON.stringify(phase.select)
  if (isSameGroup && phase.basisPoints <= before.basisPoints) {
    problems.push(`phase ${name} is for no more devices than ${before.name} before it: give it a larger share`)
  }
  return problems
}

function stopProblems({ metric, aboveBasisPoints, sampleMin }: StopRule): readonly string[] {
  const problems: string[] = []
  if (!isWhole(aboveBasisPoints, basisPointsMax)) {
    problems.push(`the rule on ${metric.type} has the threshold ${aboveBasisPoints}: use 0 to ${basisPointsMax}`)
  }
  if (!isWhole(sampleMin, devicesMax) || sampleMin < 1) {
    problems.push(`the rule on ${metric.type} has the sample ${sampleMin}: use 1 to ${devicesMax}`)
  }
  return problems
}

function isWhole(value: number, max: number): boolean {
  return Number.isSafeInteger(value) && value >= 0 && value <= max
}
