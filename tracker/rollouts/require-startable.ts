import { UserError } from '#core/errors.ts'
import { rolloutsMax, rolloutsOf } from '#core/rollout/rollout-target.ts'
import type { RolloutPlan } from '#tracker/engine/rollout/contract.ts'
import type { Repository } from '#tracker/release/repository.ts'
import { requireReleased } from '#tracker/release/rollout-file.ts'

/** Throws {@link UserError} unless the release of a plan is published, its id is free, and `rollouts` are not too many already. */
export async function requireStartable(
  { rollout: { id, product, version } }: RolloutPlan,
  { repository, rollouts }: { readonly repository: Repository; readonly rollouts: ReadonlyMap<string, unknown> },
): Promise<void> {
  if (rollouts.size >= rolloutsMax) {
    throw new UserError(`there are ${rolloutsMax} rollouts, and no more are allowed`)
  }
  requireReleased(await repository.published(), { product, version })
  if (rollouts.has(id) || (await isPublished(repository, id))) {
    throw new UserError(`there is a rollout ${id} already: give this one another id`)
  }
}

/** Whether devices have been told of a rollout with this id: also by a tracker whose state is lost. */
export async function isPublished(repository: Repository, id: string): Promise<boolean> {
  return rolloutsOf(await repository.published()).some((rollout) => rollout.id === id)
}
