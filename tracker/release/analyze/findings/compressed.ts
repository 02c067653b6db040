import { bytesText } from '#adapters/terminal/quantity.ts'
import { costOfFile } from '#tracker/release/analyze/costs/file-costs.ts'
import { denseCost } from '#tracker/release/analyze/findings/dense-bytes.ts'
import type { Finding } from '#tracker/release/analyze/findings/finding.ts'
import { compressionAt } from '#tracker/release/analyze/findings/magic.ts'
import type { PairFacts } from '#tracker/release/analyze/findings/pair-facts.ts'

/** A delta below this has little to gain, in bytes. */
const noticedBytesMin = 4096

/** The least share of a delta that is worth a word. */
const noticedShare = 0.05

/** Finds an image that is compressed as a whole: a change of one byte changes all that follows it in its block. */
export function* compressedImage(facts: PairFacts): Generator<Finding> {
  const { name, compression } = facts.new.format
  const isKnown = compression !== undefined
  // Not by their entropy where the format says it: lz4 leaves patterns.
  const dense = isKnown ? facts.payloadBytes : Math.round(denseCost(facts.new.image, facts.costs))
  if (dense < noticedBytesMin) return
  // What compressed files of an ext4 cost is told by their names.
  if (!isKnown && (dense < facts.payloadBytes / 2 || facts.new.fileSystem !== undefined)) return
  yield {
    id: 'compressed',
    what: isKnown
      ? `The new image is ${name}, compressed with ${compression}.`
      : 'Most of what changed looks compressed or encrypted: it has no pattern left.',
    cost: `${bytesText(dense)} of the delta are in compressed bytes. ${measuredCost(name)}`,
    costBytes: dense,
    advice: adviceFor(name),
  }
}

/** What is measured on an update of one root file system and one kernel (`docs/analyze.md`). */
function measuredCost(name: string): string {
  return name.startsWith('Linux kernel')
    ? 'Measured: the same update of a kernel took 2.2 to 2.7 times as many bytes when it was compressed.'
    : 'Measured: the same update of a root file system took 3.1 to 3.8 times as many bytes in zstd squashfs as in ext4.'
}

function adviceFor(name: string): readonly string[] {
  if (name === 'squashfs') {
    return [
      'Make the squashfs without compression: mksquashfs TREE IMAGE -noI -noD -noF -noX. mycel compresses what travels.',
      'Or use ext4: mke2fs -t ext4 -d TREE IMAGE SIZE. Where the slot is too small for either, keep squashfs and its price.',
    ]
  }
  if (name.startsWith('Linux kernel')) {
    return [
      'Ship the kernel uncompressed where the loader can take it: arch/arm64/boot/Image, vmlinux, or CONFIG_KERNEL_UNCOMPRESSED.',
    ]
  }
  return ['Ship the content uncompressed: mycel compresses what travels.', 'Encrypted content has no small delta.']
}

/** Finds compressed files in a file system whose content is plain. */
export function* compressedFiles(facts: PairFacts): Generator<Finding> {
  const { image, fileSystem } = facts.new
  if (fileSystem === undefined || fileSystem.compression !== undefined) return
  const dear = fileSystem.files
    .map((file) => ({ file, cost: costOfFile(facts.costs, file) }))
    .filter(({ file, cost }) => cost >= 1 && compressionAt(image, file.extents[0]?.offset ?? image.byteLength))
    .sort((a, b) => b.cost - a.cost)
  const costBytes = Math.round(dear.reduce((sum, { cost }) => sum + cost, 0))
  if (costBytes < noticedBytesMin || costBytes < facts.payloadBytes * noticedShare) return
  const names = dear.slice(0, 3).map(({ file }) => file.path)
  yield {
    id: 'compressed-files',
    what: `${dear.length} changed ${dear.length === 1 ? 'file is' : 'files are'} compressed, such as ${names.join(', ')}.`,
    cost: `They take ${bytesText(costBytes)} of the delta; uncompressed, only what changed in them would travel.`,
    costBytes,
    advice: [
      'Store them uncompressed: CONFIG_MODULE_COMPRESS_NONE for modules, no .gz for documentation and data.',
      'Leave out of the image what no device reads, such as manuals and package indexes.',
    ],
  }
}
