/** The steps from an image file to a rollout, in their order. Nothing is published before `publish`. */
export const shipSteps = ['build', 'preflight', 'rehearse', 'publish', 'start'] as const

/** One of {@link shipSteps}. */
export type ShipStep = (typeof shipSteps)[number]

/** A step that was done. */
export interface DoneStep {
  readonly step: ShipStep
  /** What came of it, without a full stop. */
  readonly what: string
  readonly seconds: number
}
