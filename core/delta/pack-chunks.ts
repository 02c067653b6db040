import type { ByteRange } from '#core/chunk-geometry.ts'
import { sectionBytesMax } from '#core/codec/codec.ts'
import { type Effort, guessEffort } from '#core/codec/compress.ts'
import { encodeForms, type Patch, sectionBytesOf } from '#core/codec/patch.ts'
import { type ChunkDraft, draftChunk, joinDrafts, type PatchInput } from '#core/delta/draft-patch.ts'
import { type Digest, sha256 } from '#core/digest.ts'
import type { Piece } from '#core/format/covers.ts'
import type { DeltaPayload } from '#core/format/delta.ts'
import type { FullPayload } from '#core/format/page.ts'

/** What packing takes beside the chunks. */
export interface PackInput extends PatchInput {
  readonly effort: Effort
  /** The payloads that the run is to have, where its patches are so large that they are worth sharing out. */
  readonly payloadsWanted: number
}

/** What is known of a chunk before any delta. */
export interface ChunkFacts {
  readonly digest: Digest
  readonly full: FullPayload
}

/** A payload of a delta with its bytes, which full payloads do not repeat. */
export interface EncodedPayload extends DeltaPayload {
  readonly content: Uint8Array | undefined
}

/** A chunk that needs bytes that travel, and what of it stands in the base. */
export interface ChangedChunk {
  readonly chunk: number
  readonly facts: ChunkFacts
  readonly range: ByteRange
  readonly pieces: readonly Piece[]
}

/** Chunks made by one payload. */
export interface Pack {
  readonly chunks: readonly ChangedChunk[]
  readonly payload: EncodedPayload
}

/** A chunk and what it has new. */
interface Drafted {
  readonly chunk: ChangedChunk
  readonly draft: ChunkDraft
}

/** The largest pack of several chunks, in bytes: what one member of a crew fetches at a time. */
export const packBytesMax = 1024 * 1024

/** Packs below this are not worth sharing out: asking for two takes longer than fetching one of them. */
const sharedBytesMin = 256 * 1024

/**
 * The payloads that make the changed chunks of one run: those that nothing of the base helps with and that do not compress
 * have their full ones, which devices with any base need too; all others travel together, in as few packs as their bounds allow.
 */
export function packChunks(input: PackInput, changed: readonly ChangedChunk[]): readonly Pack[] {
  const full = changed.filter(isBestInFull).map(packInFull)
  const drafted = changed
    .filter((chunk) => !isBestInFull(chunk))
    .map((chunk): Drafted => ({ chunk, draft: draftChunk(input, chunk.range, chunk.pieces) }))
  return [...full, ...packTogether(input, drafted)].sort((a, b) => firstOf(a) - firstOf(b))
}

function packTogether(input: PackInput, drafted: readonly Drafted[]): readonly Pack[] {
  const [only] = drafted
  if (only === undefined) return []
  const forms = guessForms(drafted)
  const guessBytes = forms[0]?.bytes ?? Number.POSITIVE_INFINITY
  if (drafted.length === 1) {
    const content = encodeSmallest(input, forms)
    const isSmaller = content !== undefined && content.byteLength < only.chunk.facts.full.bytes
    return [isSmaller ? packOf(drafted, content) : packInFull(only.chunk)]
  }
  const isShared = input.payloadsWanted > 1 && guessBytes > sharedBytesMin
  if (!isShared && guessBytes * guessedShareMin <= packBytesMax) {
    const content = encodeSmallest(input, forms)
    if (content !== undefined && content.byteLength <= packBytesMax) return [packOf(drafted, content)]
  }
  const middle = Math.ceil(drafted.length / 2)
  const half = { ...input, payloadsWanted: input.payloadsWanted / 2 }
  return [...packTogether(half, drafted.slice(0, middle)), ...packTogether(half, drafted.slice(middle))]
}

/** A form of a patch, and about how many bytes it has when it is compressed. */
interface GuessedForm {
  readonly patch: Patch
  readonly bytes: number
}

/** The great effort leaves no less than this share of what the guess does. */
const guessedShareMin = 0.8

/** Forms that are guessed to be within this share of the smallest are compressed to find out. */
const guessedShareMax = 1.05

/** The forms of the patch of some chunks, the smallest first; none that a device has no memory for. */
function guessForms(drafted: readonly Drafted[]): readonly GuessedForm[] {
  const forms = joinDrafts(drafted.map(({ draft }) => draft)).filter((form) => sectionBytesOf(form) <= sectionBytesMax)
  const guessed = encodeForms(forms, guessEffort)
  return forms
    .map((patch, form) => ({ patch, bytes: guessed[form]?.byteLength ?? 0 }))
    .sort((a, b) => a.bytes - b.bytes)
}

/** The patch in its smallest form; undefined where it has none. */
function encodeSmallest({ effort }: PackInput, forms: readonly GuessedForm[]): Uint8Array | undefined {
  const likely = forms.filter(({ bytes }) => bytes <= (forms[0]?.bytes ?? 0) * guessedShareMax)
  const encoded = encodeForms(
    likely.map(({ patch }) => patch),
    effort,
  )
  return [...encoded].sort((a, b) => a.byteLength - b.byteLength)[0]
}

function packOf(drafted: readonly Drafted[], content: Uint8Array): Pack {
  const payload = { digest: sha256(content), bytes: content.byteLength, isPatch: true, content }
  return { chunks: drafted.map(({ chunk }) => chunk), payload }
}

function packInFull(chunk: ChangedChunk): Pack {
  return { chunks: [chunk], payload: { ...chunk.facts.full, isPatch: false, content: undefined } }
}

/** A chunk that hardly shrinks alone does not in company. */
const incompressibleShare = 0.97

function isBestInFull({ facts, range, pieces }: ChangedChunk): boolean {
  return pieces.every(({ source }) => source === undefined) && facts.full.bytes > range.bytes * incompressibleShare
}

function firstOf({ chunks }: Pack): number {
  return chunks[0]?.chunk ?? 0
}
