import { ExpectedError } from '#core/errors.ts'

/** The four top-level roles of TUF, each with one file, and the one role that `targets` delegates to. */
export type MetadataRole = 'root' | 'timestamp' | 'snapshot' | 'targets' | 'rollouts'

/** Why a metadata file is refused. */
export interface BrokenStep {
  readonly role: MetadataRole
  /** Number of the broken rule in the client workflow of the TUF specification 1.0: `5.4.3`. */
  readonly step: string
  readonly problem: string
  /** What to do next. */
  readonly advice: string
}

/** A metadata file fails a check of the TUF client workflow; what was trusted before stays trusted. */
export class MetadataRefused extends ExpectedError {
  override readonly name = 'MetadataRefused'
  readonly role: MetadataRole
  /** The broken rule: `TUF 5.4.3`. */
  readonly step: string
  /** The message without its advice, for who has better advice than a device gets. */
  readonly finding: string

  constructor({ role, step, problem, advice }: BrokenStep, options?: ErrorOptions) {
    const finding = `${role}.json is refused (TUF ${step}): ${problem}`
    super(`${finding}; ${advice}`, options)
    this.finding = finding
    this.role = role
    this.step = `TUF ${step}`
  }
}

/** Throws {@link MetadataRefused} unless `holds`. */
export function refuseUnless(holds: boolean, broken: BrokenStep): asserts holds {
  if (!holds) throw new MetadataRefused(broken)
}

/** Advice where a file was changed, mixed up or replaced by an older one on its way. */
export const askAnotherSource = 'take it from another source, and if all of them give it, tell the vendor'
