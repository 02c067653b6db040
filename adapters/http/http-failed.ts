/**
 * Why a web server gave nothing:
 *
 * - `missing`: it does not have that file;
 * - `refused`: it does not let this node in, whatever the file;
 * - `busy`: as many requests of it as may be are running here;
 * - `silent`: nothing came for too long;
 * - `troubled`: it could not be reached, broke off, is overloaded, or answered in a form that cannot be right;
 * - `cancelled`: this node wants it no longer.
 */
export type HttpProblem = 'missing' | 'refused' | 'busy' | 'silent' | 'troubled' | 'cancelled'

/** A web server gave nothing, or not all. */
export class HttpFailed extends Error {
  override readonly name = 'HttpFailed'
  readonly problem: HttpProblem
  /** How long the server asks to be left alone, in ms; 0 where it does not say. */
  readonly retryAfterMs: number

  constructor(problem: HttpProblem, message: string, retryAfterMs = 0) {
    super(message)
    this.problem = problem
    this.retryAfterMs = retryAfterMs
  }
}
