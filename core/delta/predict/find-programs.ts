import { type CoveredImages, guessStart } from '#core/delta/predict/guess-start.ts'
import { type ElfFile, findElfFiles } from '#core/delta/predict/read-elf.ts'
import { type Covers, piecesOf } from '#core/format/covers.ts'
import { type Program, programsMax } from '#core/format/programs.ts'

/**
 * The programs that both images have and in which something moved: ELF files, the image itself or in a file system, or raw
 * firmware as a whole, which runs where its pointers tell.
 */
export function findPrograms(images: CoveredImages): readonly Program[] {
  const base = findElfFiles(images.base)
  const image = findElfFiles(images.image)
  if (base.length === 0 && image.length === 0) return findRawProgram(images)
  return image.flatMap((file) => pairWithBase(file, base, images.covers)).slice(0, programsMax)
}

function findRawProgram(images: CoveredImages): readonly Program[] {
  const start = guessStart(images)
  if (start === undefined) return []
  const load = { offset: 0, zeroBytes: 0, address: BigInt(start) }
  const base = { offset: 0, bytes: images.base.byteLength }
  const image = { offset: 0, bytes: images.image.byteLength }
  return [{ base, image, loads: [{ base: { ...load, bytes: base.bytes }, image: { ...load, bytes: image.bytes } }] }]
}

/** A file with the one of the base that most of its bytes come from; none where it stayed as it was or is new. */
function pairWithBase(image: ElfFile, files: readonly ElfFile[], covers: Covers): readonly Program[] {
  const shares = new Map<ElfFile, number>()
  const shifts = new Set<number>()
  for (const { offset, bytes, source } of piecesOf(covers, image)) {
    if (source === undefined) continue
    shifts.add(source - offset)
    const file = fileAt(files, source)
    if (file !== undefined) shares.set(file, (shares.get(file) ?? 0) + bytes)
  }
  const [first] = [...shares].sort(([fileA, a], [fileB, b]) => b - a || fileA.offset - fileB.offset)
  if (first === undefined || shifts.size < 2) return []
  const [base] = first
  const loads = image.loads.flatMap((load, place) => {
    const before = base.loads[place]
    return before === undefined ? [] : [{ base: before, image: load }]
  })
  return [{ base: rangeOf(base), image: rangeOf(image), loads }]
}

function fileAt(files: readonly ElfFile[], place: number): ElfFile | undefined {
  let from = 0
  let to = files.length
  while (from < to) {
    const middle = (from + to) >>> 1
    const file = files[middle]
    if (file !== undefined && file.offset + file.bytes <= place) from = middle + 1
    else to = middle
  }
  const found = files[from]
  return found !== undefined && found.offset <= place ? found : undefined
}

function rangeOf({ offset, bytes }: ElfFile) {
  return { offset, bytes }
}
