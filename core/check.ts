/** A rule of our own code is broken. Never caught: the process ends and the next start recovers. */
export class BrokenRule extends Error {
  override readonly name = 'BrokenRule'
}

/** Asserts a rule of our own, in production too. `rule` says what should have been true. */
export function check(condition: boolean, rule: string): asserts condition {
  if (!condition) throw new BrokenRule(`broken rule: ${rule}`)
}

/** Ends a switch over a union: does not compile while a case is missing. */
export function unreachable(value: never): never {
  throw new BrokenRule(`broken rule: no case for ${JSON.stringify(value)}`)
}
