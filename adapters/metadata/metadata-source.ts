import type { Digest } from '#core/digest.ts'

/**
 * Where metadata comes from: the tracker, a neighbour, a web server, a stick. It need not be trusted,
 * and it bounds its own waiting: every call resolves or rejects.
 */
export interface MetadataSource {
  /** The root of a version, or undefined where the source has none. */
  root(version: number): Promise<Uint8Array | undefined>
  /** The newest timestamp. */
  timestamp(): Promise<Uint8Array>
  /** The file with this digest and length; a repository of static files has it at `path`. */
  blob(digest: Digest, bytes: number, path: string): Promise<Uint8Array>
}
