import { codecs, rulesGrainBytes, sectionBytesMax } from '#core/codec/codec.ts'
import type { Effort } from '#core/codec/compress.ts'
import type { Decompressing } from '#core/codec/decompress.ts'
import { readingSection, writeSection } from '#core/codec/section.ts'
import { VarintReader, VarintWriter } from '#core/codec/varint.ts'
import { requireForm } from '#core/format/bounds.ts'

/** What the chunks of a run have new, beside the base and the covers of the delta (`docs/format.md`, Patch). */
export interface Patch {
  /** By {@link rulesGrainBytes} of what is made: which references of the base are predicted, a set of rules as bits. */
  readonly rules: Uint8Array
  /** Numbers: how many covered bytes are as predicted, how many are not, and so on. */
  readonly lengths: Uint8Array
  /** What those that are not differ by, modulo 256. */
  readonly differences: Uint8Array
  /** The bytes that no cover makes. */
  readonly fresh: Uint8Array
}

/** The payload that carries a patch. Its sections are compressed apart, as they are of different kinds. */
export function encodePatch(patch: Patch, effort: Effort): Uint8Array {
  return encodeForms([patch], effort)[0] as Uint8Array
}

/** The payload of each form of a patch, in order. Forms may share sections, which are compressed once. */
export function encodeForms(forms: readonly Patch[], effort: Effort): readonly Uint8Array[] {
  const written = new Map<Uint8Array, Uint8Array>()
  return forms.map((patch) => {
    const payload = new VarintWriter()
    payload.addBytes(Uint8Array.of(codecs.patch))
    for (const section of sectionsOf(patch)) {
      const bytes = written.get(section) ?? writtenSection(section, effort)
      written.set(section, bytes)
      payload.addBytes(bytes)
    }
    return payload.bytes.slice()
  })
}

function writtenSection(section: Uint8Array, effort: Effort): Uint8Array {
  const writer = new VarintWriter()
  writeSection(writer, section, effort)
  return writer.bytes
}

/**
 * Decompresses the sections of a patch that makes so many bytes. Throws {@link FormatError} on any other codec, damaged
 * content, and sections that are longer than what is made allows: together at most {@link sectionBytesMax}.
 */
export function* decodingPatch(payload: Uint8Array, outputBytes: number): Decompressing<Patch> {
  const reader = new VarintReader('payload', payload)
  const [codec] = reader.take(1)
  requireForm('payload', codec === codecs.patch, `has the codec ${codec}, but the delta calls it a patch`)
  const budget = { leftBytes: Math.min(sectionBytesMax, 2 * outputBytes + spareBytes) }
  const rules = yield* readingSection('payload', reader, budget)
  const lengths = yield* readingSection('payload', reader, budget)
  const differences = yield* readingSection('payload', reader, budget)
  const fresh = yield* readingSection('payload', reader, budget)
  requireForm('payload', reader.isAtEnd, 'has bytes behind its last section')
  return { rules, lengths, differences, fresh }
}

/** The bytes that the sections of a patch come to. */
export function sectionBytesOf(patch: Patch): number {
  return sectionsOf(patch).reduce((sum, section) => sum + section.byteLength, 0)
}

/** What the sections of a very short patch may take beyond twice its output, in bytes. */
const spareBytes = 64

function sectionsOf({ rules, lengths, differences, fresh }: Patch): readonly Uint8Array[] {
  return [rules, lengths, differences, fresh]
}
