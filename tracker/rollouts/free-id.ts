import { UserError } from '#core/errors.ts'

/** The longest id (`parseName`). */
const idLengthMax = 63

/** How many rollouts of one release get an id by themselves. */
const attemptsMax = 100

/** An id for a rollout of a release: `hub-1.4.0`, with a number behind it where that is taken. Throws {@link UserError}. */
export async function freeId(
  { product, version }: { readonly product: string; readonly version: string },
  isFree: (id: string) => Promise<boolean>,
): Promise<string> {
  const name = `${product}-${version}`.toLowerCase()
  for (let attempt = 1; attempt <= attemptsMax; attempt++) {
    const end = attempt === 1 ? '' : `-${attempt}`
    const id = `${name.slice(0, idLengthMax - end.length)}${end}`
    if (await isFree(id)) return id
  }
  throw new UserError(`${product} ${version} was rolled out ${attemptsMax} times: give this rollout an id of its own`)
}
