/** What came of making or applying a BSDIFF40 patch: bytes that were verified, or why there are none. */
export type Bsdiff40Result = Bsdiff40Done | Bsdiff40Refused

/** The patch, or the image that a patch made. */
export interface Bsdiff40Done {
  readonly type: 'done'
  readonly bytes: Uint8Array
}

/** There is no patch, or none that makes the image. */
export interface Bsdiff40Refused {
  readonly type: 'refused'
  readonly reason: Bsdiff40Reason
  /** For a person: continues a sentence that names the patch. */
  readonly problem: string
}

/**
 * Why: an image is longer than the bounds; the header is wrong or contradicts the image; bsdiff-node finds the patch
 * corrupt or lacks memory; it took too long; its process died; it made other bytes than it should.
 */
export type Bsdiff40Reason = 'too-long' | 'malformed' | 'failed' | 'too-slow' | 'crashed' | 'wrong-image'

/** A refusal. */
export function refused(reason: Bsdiff40Reason, problem: string): Bsdiff40Refused {
  return { type: 'refused', reason, problem }
}
