import type { RolloutPlan } from '#tracker/engine/rollout/contract.ts'

/** Which phases are for devices that nobody has heard of, in words. `byGroup` counts devices by `NAME=VALUE` of a tag. */
export function idleSelectors({ phases }: RolloutPlan, byGroup: Readonly<Record<string, number>>): readonly string[] {
  return phases.flatMap(({ name, select }) =>
    Object.entries(select)
      .filter(([tag, values]) => values.every((value) => byGroup[`${tag}=${value}`] === undefined))
      .map(
        ([tag, values]) =>
          `the phase ${name} is for devices with ${tag}=${values.join(' or ')}, and no device has reported that tag`,
      ),
  )
}
