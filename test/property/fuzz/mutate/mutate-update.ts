import { codecs, sectionBytesMax } from '#core/codec/codec.ts'
import type { Effort } from '#core/codec/compress.ts'
import { readSection, writeSection } from '#core/codec/section.ts'
import { VarintReader, VarintWriter } from '#core/codec/varint.ts'
import { deltaForm } from '#core/format/delta.ts'
import type { Random } from '#core/random.ts'
import { anyBytes, type Mutator, pick } from '#test/property/fuzz/fuzzed-decoder.ts'
import { byteMutators } from '#test/property/fuzz/mutate/mutate-bytes.ts'
import { wireMutators } from '#test/property/fuzz/mutate/mutate-wire.ts'
import { readTree, writeTree } from '#test/property/fuzz/mutate/wire-tree.ts'

/** A delta document and the payloads that it lists, as one input: the number of its images, then each behind its length. */
export interface Update {
  readonly images: number
  readonly document: Uint8Array
  readonly payloads: readonly Uint8Array[]
}

/** The bytes of an update. */
export function writeUpdate({ images, document, payloads }: Update): Uint8Array {
  const writer = new VarintWriter()
  for (const part of [Uint8Array.of(images), document, ...payloads]) {
    writer.add(part.byteLength)
    writer.addBytes(part)
  }
  return writer.bytes.slice()
}

/** Reads an update. Throws {@link FormatError} on any other bytes. */
export function readUpdate(bytes: Uint8Array): Update {
  const reader = new VarintReader('update', bytes)
  const [images = 0] = reader.take(reader.next())
  const document = reader.take(reader.next())
  const payloads: Uint8Array[] = []
  while (!reader.isAtEnd) payloads.push(reader.take(reader.next()))
  return { images, document, payloads }
}

/** Damage to a document or a payload that leaves the others alone, at any depth: what is compressed is damaged within. */
export const updateMutators: readonly Mutator[] = [
  inDocument(pickOf(byteMutators)),
  inDocument(pickOf(wireMutators(deltaForm))),
  inDocument(inField(6, inSection(setNumber))),
  inDocument(inField(6, inSection(pickOf(byteMutators)))),
  inDocument(inField(7, inSection(setNumber))),
  inDocument(inField(7, inSection(pickOf(byteMutators)))),
  inPayload(pickOf(byteMutators)),
  inPayload(inPatch(setNumber)),
  inPayload(inPatch(pickOf(byteMutators))),
]

function inDocument(mutate: Mutator): Mutator {
  return inUpdate((update, random, others) => {
    const documents = others.map((other) => readUpdate(other).document)
    return { ...update, document: mutate(update.document, random, documents) }
  })
}

function inPayload(mutate: Mutator): Mutator {
  return inUpdate((update, random, others) => {
    if (update.payloads.length === 0) return update
    const place = random.below(update.payloads.length)
    const foreign = others.flatMap((other) => readUpdate(other).payloads)
    const payload = mutate(update.payloads[place] as Uint8Array, random, foreign)
    return { ...update, payloads: update.payloads.with(place, payload) }
  })
}

function inUpdate(change: (update: Update, random: Random, others: readonly Uint8Array[]) => Update): Mutator {
  return (input, random, others) => {
    const update = orUndefined(() => readUpdate(input))
    return update === undefined ? input : writeUpdate(change(update, random, others))
  }
}

function inField(field: number, mutate: Mutator): Mutator {
  return (document, random) => {
    const tree = readTree(document, deltaForm).map((node) => {
      if (node.type !== 'bytes' || node.field !== field || node.content.byteLength === 0) return node
      return { ...node, content: mutate(node.content, random, [node.content]) }
    })
    return writeTree(tree)
  }
}

function inSection(mutate: Mutator): Mutator {
  return (section, random) => {
    const content = orUndefined(() =>
      readSection('section', new VarintReader('section', section), { leftBytes: 2 ** 20 }),
    )
    if (content === undefined) return section
    const writer = new VarintWriter()
    writeSection(writer, mutate(content, random, [content]), quick)
    return writer.bytes.slice()
  }
}

/** A patch is its codec and sections behind it; another payload has none. */
function inPatch(mutate: Mutator): Mutator {
  return (payload, random) => {
    const sections = payload[0] === codecs.patch ? orUndefined(() => sectionsIn(payload.subarray(1))) : undefined
    if (sections === undefined) return payload
    const damaged = random.below(sections.length)
    const writer = new VarintWriter()
    writer.addBytes(Uint8Array.of(codecs.patch))
    sections.forEach((section, place) => {
      writeSection(writer, place === damaged ? mutate(section, random, sections) : section, quick)
    })
    return writer.bytes.slice()
  }
}

function sectionsIn(bytes: Uint8Array): readonly Uint8Array[] {
  const reader = new VarintReader('payload', bytes)
  const sections: Uint8Array[] = []
  while (!reader.isAtEnd) sections.push(readSection('payload', reader, { leftBytes: sectionBytesMax }))
  return sections
}

/** Puts another number in the place of some of a list. */
function setNumber(list: Uint8Array, random: Random): Uint8Array {
  const numbers = orUndefined(() => numbersIn(list))
  if (numbers === undefined || numbers.length === 0) return anyBytes(random, 1 + random.below(16))
  for (let count = pick(random, [1, 1, 2, 5]); count > 0; count--) {
    const at = random.below(numbers.length)
    const near = (numbers[at] ?? 0) + random.below(5)
    numbers[at] = pick(random, [0, 1, 2, near, random.below(100_000), 2 ** 31, 2 ** 36, 2 ** 53 - 2, 2 ** 53 - 1])
  }
  const writer = new VarintWriter()
  for (const number of numbers) writer.add(Math.min(number, Number.MAX_SAFE_INTEGER))
  return writer.bytes.slice()
}

function numbersIn(list: Uint8Array): number[] {
  const reader = new VarintReader('numbers', list)
  const numbers: number[] = []
  while (!reader.isAtEnd) numbers.push(reader.next())
  return numbers
}

function pickOf(mutators: readonly Mutator[]): Mutator {
  return (input, random, others) => pick(random, mutators)(input, random, others)
}

/** What was damaged before cannot always be taken apart again. */
function orUndefined<Value>(read: () => Value): Value | undefined {
  try {
    return read()
  } catch {
    return undefined
  }
}

const quick: Effort = { zstdLevel: 1, brotliQuality: undefined }
