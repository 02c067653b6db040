import { bytesText } from '#adapters/terminal/quantity.ts'
import { costOfArea, costOfFile } from '#tracker/release/analyze/costs/file-costs.ts'
import type { FileSystem, FileSystemKind, ImageFile } from '#tracker/release/analyze/file-system/file-system.ts'
import type { Finding } from '#tracker/release/analyze/findings/finding.ts'
import { gzipStreams, gzipTime } from '#tracker/release/analyze/findings/magic.ts'
import type { PairFacts } from '#tracker/release/analyze/findings/pair-facts.ts'

/** Finds values that a build gave two file systems by chance or by the clock. */
export function* notReproducible(facts: PairFacts): Generator<Finding> {
  const { old, new: image } = facts
  const names = image.stamps
    .filter(({ name, value }) => old.stamps.some((stamp) => stamp.name === name && stamp.value !== value))
    .map(({ name }) => name)
  const remedy = remedies[image.format.name]
  if (names.length === 0 || remedy === undefined || old.format.name !== image.format.name) return
  const costBytes = image.fileSystem === undefined ? 0 : Math.round(tablesCost(facts, image.fileSystem))
  yield {
    id: 'not-reproducible',
    what: `The two file systems differ in what a build can repeat: ${names.join(', ')}.`,
    cost:
      image.fileSystem === undefined
        ? 'Its tables cannot be read, so what that costs is not known.'
        : `Its tables and directories take ${bytesText(costBytes)} of the delta: the most that this costs.`,
    costBytes,
    advice: remedy,
  }
}

/** By the name of the file system. */
const remedies: Readonly<Record<string, readonly string[]>> = {
  ext4: [
    'Build with fixed values: SOURCE_DATE_EPOCH=1750000000 mke2fs -t ext4 -U UUID -E hash_seed=UUID -d TREE IMAGE SIZE',
    'The two UUIDs stay the same for every version. e2fsprogs before 1.47.1 take the time from E2FSPROGS_FAKE_TIME.',
    'Fill the image with -d: mounting it to fill it writes times of its own.',
  ],
  squashfs: [
    'Build with a fixed time: mksquashfs TREE IMAGE -mkfs-time 1750000000, or SOURCE_DATE_EPOCH in the environment.',
  ],
}

/** Up to this share of the files whose content stayed, other times are those of packages that were built anew. */
const touchedShare = 0.25

/** The least share of a delta that is worth a word. */
const noticedShare = 0.01

/** Finds times that the build gave to files, and to gzip streams, that are otherwise as before. */
export function* fileTimes(facts: PairFacts): Generator<Finding> {
  const [before, after] = [facts.old.fileSystem, facts.new.fileSystem]
  const stayed = before === undefined || after === undefined ? [] : filesThatStayed(facts, before, after)
  const touched = stayed.filter(({ before, after }) => before.changedAt !== after.changedAt).length
  const costBytes = after === undefined ? 0 : Math.round(tablesCost(facts, after))
  if (after !== undefined && touched > stayed.length * touchedShare && costBytes >= facts.payloadBytes * noticedShare) {
    yield {
      id: 'file-times',
      what: `${touched} of ${stayed.length} files whose content stayed have another time.`,
      cost: `The times stand in the tables of the file system, which take ${bytesText(costBytes)} of the delta.`,
      costBytes,
      advice: timeRemedies[after.kind],
    }
  }
  yield* gzipTimes(facts)
}

const timeRemedies: Readonly<Record<FileSystemKind, readonly string[]>> = {
  ext4: ['Give all files of the tree one time before it is packed: find TREE -exec touch -hd @1750000000 {} +'],
  squashfs: ['Give all files one time: mksquashfs TREE IMAGE -all-time 1750000000'],
}

interface StayedFile {
  readonly before: ImageFile
  readonly after: ImageFile
}

/** The files of one path and length in both images whose content costs nothing. */
function filesThatStayed({ costs }: PairFacts, before: FileSystem, after: FileSystem): readonly StayedFile[] {
  const old = new Map(before.files.map((file) => [file.path, file]))
  return after.files.flatMap((file) => {
    const was = old.get(file.path)
    const isSame = was !== undefined && was.bytes === file.bytes && file.bytes > 0 && costOfFile(costs, file) < 1
    return isSame ? [{ before: was, after: file }] : []
  })
}

/** Finds gzip streams with times that no stream of the old image has. Those of compressed images are not seen. */
function* gzipTimes(facts: PairFacts): Generator<Finding> {
  const before = new Set(gzipStreams(facts.old.image).map((offset) => gzipTime(facts.old.image, offset)))
  const dated = gzipStreams(facts.new.image).filter((offset) => {
    const time = gzipTime(facts.new.image, offset)
    return time !== 0 && !before.has(time)
  })
  if (dated.length === 0) return
  const costBytes = Math.round(
    dated.reduce((sum, offset) => sum + facts.costs.of({ offset, bytes: gzipHeaderBytes }), 0),
  )
  yield {
    id: 'file-times',
    what: `${dated.length} gzip ${dated.length === 1 ? 'stream carries' : 'streams carry'} a time that the old image has nowhere.`,
    cost: `Their headers take ${bytesText(costBytes)} of the delta.`,
    costBytes,
    advice: [
      'Compress with gzip -n, which leaves time and name out, or set SOURCE_DATE_EPOCH for the tool that does it.',
    ],
  }
}

const gzipHeaderBytes = 10

function tablesCost({ costs }: PairFacts, { areas }: FileSystem): number {
  return areas.reduce((sum, area) => sum + costOfArea(costs, area), 0)
}
