/** Which bytes of a file a partial answer brings. */
export interface ContentRange {
  /** The first byte and the last one, from 0. */
  readonly first: number
  readonly last: number
  /** Length of the whole file, undefined where the server does not tell. */
  readonly totalBytes: number | undefined
}

/** Reads a `Content-Range` of one range of bytes (RFC 9110 §14.4). Undefined for everything else. */
export function parseContentRange(header: string | undefined): ContentRange | undefined {
  const [, first = '', last = '', total = ''] = /^bytes (\d{1,15})-(\d{1,15})\/(\d{1,15}|\*)$/i.exec(header ?? '') ?? []
  if (first === '') return undefined
  const range = { first: Number(first), last: Number(last), totalBytes: total === '*' ? undefined : Number(total) }
  const isValid = range.first <= range.last && range.last < (range.totalBytes ?? Number.POSITIVE_INFINITY)
  return isValid ? range : undefined
}
