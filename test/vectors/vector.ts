import { globSync, readFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { formats, type Given } from '#test/vectors/formats.ts'

/** Bytes of one format, and what they mean or why they are refused; a JSON file in the folder of the format. */
export interface Vector {
  readonly format: string
  readonly name: string
  readonly bytes: Uint8Array
  readonly given: Given
  /** What they decode to, as {@link plainJson}. */
  readonly value: unknown
  /** A part of the message with which they are refused; null where they are passed over without one. */
  readonly problem: string | null | undefined
}

/** All vectors of `valid/` or `refused/`. */
export function loadVectors(folder: 'valid' | 'refused'): readonly Vector[] {
  const root = join(import.meta.dirname, folder)
  return globSync('*/*.json', { cwd: root })
    .sort()
    .map((path): Vector => {
      const { hex, text, given = {}, value, problem } = JSON.parse(readFileSync(join(root, path), 'utf8'))
      const bytes = new Uint8Array(hex === undefined ? Buffer.from(text) : Buffer.from(hex, 'hex'))
      return { format: dirname(path), name: basename(path, '.json'), bytes, given, value, problem }
    })
}

/** One vector of `valid/`. */
export function loadVector(format: string, name: string): Vector {
  const vector = loadVectors('valid').find((candidate) => candidate.format === format && candidate.name === name)
  if (vector === undefined) throw new Error(`there is no vector valid/${format}/${name}.json`)
  return vector
}

/** Reads the bytes of a vector by its format, and gives {@link plainJson}. */
export function decodeVector({ format, bytes, given }: Vector): unknown {
  const decode = formats[format]
  if (decode === undefined) throw new Error(`there is no format ${format}`)
  return plainJson(decode(bytes, given))
}

/** A value as JSON can hold it: bytes as hex, columns of numbers as lists, addresses as text, without fields that are undefined. */
export function plainJson(value: unknown): unknown {
  if (value === undefined) return undefined
  return JSON.parse(JSON.stringify(value, (_, inner) => plainValue(inner)))
}

function plainValue(value: unknown): unknown {
  if (value instanceof Uint8Array) return Buffer.from(value).toString('hex')
  if (value instanceof Float64Array) return [...value]
  return typeof value === 'bigint' ? `0x${value.toString(16)}` : value
}
