/** Something about two images that makes their delta larger than the change is. */
export interface Finding {
  readonly id: 'compressed' | 'compressed-files' | 'unaligned' | 'not-reproducible' | 'file-times'
  /** What was seen, a sentence. */
  readonly what: string
  /** What it costs, a sentence: measured on these images, or on others, which it then says. */
  readonly cost: string
  /** What it costs in this delta, in bytes of payloads; an upper bound where it cannot be told apart. */
  readonly costBytes: number
  /** What to do, a sentence or a command each. */
  readonly advice: readonly string[]
}
