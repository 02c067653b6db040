import { FormatError } from '#core/errors.ts'

/** The major version of every format of mycel: a document or message with a newer one is refused. */
export const formatMajor = 1

/** The largest document, page or payload that travels, in bytes. */
export const blobBytesMax = 4 * 1024 * 1024

/** The most components of one release. */
export const componentsMax = 32

/** Refuses a document of a newer major version. Throws {@link FormatError} that names both versions. */
export function requireMajor(subject: string, major: number): void {
  if (major === formatMajor) return
  const advice = major > formatMajor ? 'update mycel on this machine to read it' : 'it was not written by mycel'
  throw new FormatError(subject, `has format ${major}, this mycel reads format ${formatMajor}: ${advice}`)
}

/** Throws {@link FormatError} unless `holds`. `problem` says what is wrong, with the numbers. */
export function requireForm(subject: string, holds: boolean, problem: string): asserts holds {
  if (!holds) throw new FormatError(subject, problem)
}

/** Refuses a document of more than `bytesMax` bytes before it is decoded. Throws {@link FormatError}. */
export function requireSize(subject: string, bytes: Uint8Array, bytesMax = blobBytesMax): void {
  requireForm(
    subject,
    bytes.byteLength <= bytesMax,
    `is ${bytes.byteLength} bytes long, at most ${bytesMax} are allowed`,
  )
}
