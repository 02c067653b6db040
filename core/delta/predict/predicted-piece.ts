/** Bytes of the base that a piece of the new image begins with, and the same bytes as they are predicted there. */
export interface PredictedPiece {
  /** As they stand in the base. */
  readonly old: DataView
  /** As long as `old`; rules write here what they predict. */
  readonly predicted: DataView
  /** Where they stand in the base. */
  readonly source: number
  /** Where they will stand in the new image. */
  readonly offset: number
}
