/** Something that is expected to go wrong now and then: its message is for a person, its stack for nobody. */
export class ExpectedError extends Error {}

/** Data from outside is not in the form that `docs/format.md` gives it. */
export class FormatError extends ExpectedError {
  override readonly name = 'FormatError'
  /** What was being read: `delta`, `certificate`, `node.toml`. */
  readonly subject: string

  constructor(subject: string, problem: string, options?: ErrorOptions) {
    super(`${subject}: ${problem}`, options)
    this.subject = subject
  }
}

/** Something is asked for that mycel cannot do here; the message says what to do next. */
export class UserError extends ExpectedError {
  override readonly name = 'UserError'
  /** The exit code of the command, from `docs/exit-codes.md`. */
  readonly exitCode: number

  constructor(message: string, options?: ErrorOptions & { readonly exitCode?: number }) {
    super(message, options)
    this.exitCode = options?.exitCode ?? 1
  }
}

/** The text of anything that was thrown. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
