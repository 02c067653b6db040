import { compress, type Effort } from '#core/codec/compress.ts'
import { type Decompressing, decompressing } from '#core/codec/decompress.ts'
import type { VarintReader, VarintWriter } from '#core/codec/varint.ts'
import { requireForm } from '#core/format/bounds.ts'

/** Adds a section: its length, and unless that is 0 the length of its compressed form, then this. */
export function writeSection(writer: VarintWriter, section: Uint8Array, effort: Effort): void {
  writer.add(section.byteLength)
  if (section.byteLength === 0) return
  const compressed = compress(section, effort)
  writer.add(compressed.byteLength)
  writer.addBytes(compressed)
}

/** What the sections of one document may still decompress to, in bytes. */
export interface SectionBudget {
  leftBytes: number
}

/** Reads a section of a `subject` and takes its length off the budget. Throws {@link FormatError} where that is too small. */
export function readSection(subject: string, reader: VarintReader, budget: SectionBudget): Uint8Array {
  return decompressing(readingSection(subject, reader, budget))
}

/** What {@link readSection} does; whoever carries it out decompresses. */
export function* readingSection(
  subject: string,
  reader: VarintReader,
  budget: SectionBudget,
): Decompressing<Uint8Array> {
  const outputBytes = reader.next()
  requireForm(subject, outputBytes <= budget.leftBytes, `has a section of ${outputBytes} bytes, which is too long`)
  budget.leftBytes -= outputBytes
  if (outputBytes === 0) return new Uint8Array()
  return yield { subject, bytes: reader.take(reader.next()), outputBytes }
}
