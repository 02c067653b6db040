import { ExpectedError } from '#core/errors.ts'

/** Why a request is not answered as asked; each has one status. */
export const problemStatuses = {
  'malformed-request': 400,
  unauthenticated: 401,
  'not-allowed': 403,
  'not-found': 404,
  refused: 409,
  'in-progress': 409,
  'too-large': 413,
  'unknown-media-type': 415,
  'key-used-before': 422,
  'too-many-requests': 429,
  'internal-error': 500,
  'not-now': 503,
} as const satisfies Readonly<Record<string, number>>

/** One of {@link problemStatuses}: the end of the problem's `type`. */
export type ProblemKind = keyof typeof problemStatuses

/** A request that is not answered as asked: becomes a problem document (RFC 9457). */
export class Problem extends ExpectedError {
  override readonly name = 'Problem'
  readonly kind: ProblemKind
  /** What is wrong, one line each; where it is about one thing only the message says it. */
  readonly problems: readonly string[]
  /** After how many seconds it may be asked again. */
  readonly retryAfterSec: number | undefined

  constructor(
    kind: ProblemKind,
    detail: string,
    { problems = [], retryAfterSec, ...options }: ErrorOptions & ProblemFacts = {},
  ) {
    super(detail, options)
    this.kind = kind
    this.problems = problems
    this.retryAfterSec = retryAfterSec
  }
}

interface ProblemFacts {
  readonly problems?: readonly string[]
  readonly retryAfterSec?: number
}

/** A problem document as `application/problem+json` (RFC 9457 §3.1). */
export interface ProblemDocument {
  /** `urn:mycel:problem:KIND`. */
  readonly type: string
  readonly title: string
  readonly status: number
  readonly detail: string
  readonly problems?: readonly string[]
}

/** The document of a problem. */
export function problemDocument({ kind, message, problems }: Problem): ProblemDocument {
  return {
    type: `urn:mycel:problem:${kind}`,
    title: kind.replaceAll('-', ' '),
    status: problemStatuses[kind],
    detail: message,
    ...(problems.length > 0 && { problems }),
  }
}
