import type { Digest } from '#core/digest.ts'

declare const brand: unique symbol

/** Bytes were hashed and their digest is the one that was asked for. Only {@link judge} makes it. */
export interface Genuine {
  readonly type: 'genuine'
  readonly digest: Digest
  readonly [brand]: 'Genuine'
}

/** Bytes were hashed and are not what was asked for. */
export interface Forged {
  readonly type: 'forged'
  readonly expected: Digest
  readonly actual: Digest
}

/** What hashing says of some bytes. */
export type Verdict = Genuine | Forged

/** Compares the digest that some bytes have with the one that they should have. */
export function judge(actual: Digest, expected: Digest): Verdict {
  return actual === expected ? ({ type: 'genuine', digest: actual } as Genuine) : { type: 'forged', expected, actual }
}
