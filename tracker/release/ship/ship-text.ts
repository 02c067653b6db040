import type { Shipped } from './ship.ts'
import type { ToldStep } from './ship-steps.ts'

const stepColumns = 11
const whatColumns = 62

/** A step that is done, on one line. */
export function stepText({ step, what, seconds, isFromBefore }: ToldStep): string {
  const time = isFromBefore ? 'done before' : `${seconds.toFixed(1)} s`
  return `${step.padEnd(stepColumns)}${what.padEnd(whatColumns)} ${time.padStart(8)}\n`
}

/** How the rollout stands, and what a person can do next. */
export function shippedText({ product, version, rollout, state }: Shipped, repository: string): string {
  const end = state === 'running' ? 'is on its way' : `was shipped: its rollout is ${state}`
  return (
    `\n${product} ${version} ${end}.\n` +
    `  mycel rollout status ${rollout} --repo ${repository}   shows how it goes\n` +
    `  mycel rollout pause  ${rollout} --repo ${repository}   holds it\n`
  )
}
