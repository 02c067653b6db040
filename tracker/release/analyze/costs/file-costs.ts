import type { CostMap } from '#tracker/release/analyze/costs/cost-map.ts'
import type { Area, FileSystem, FileSystemKind, ImageFile } from '#tracker/release/analyze/file-system/file-system.ts'

/** Which files of the new image cost how much, in bytes of payloads. */
export interface FileCosts {
  readonly type: 'files'
  readonly kind: FileSystemKind
  /** The files there are. */
  readonly fileCount: number
  /** The dearest files, the dearest first. */
  readonly top: readonly FileCost[]
  /** The other files that cost anything, together. */
  readonly rest: { readonly files: number; readonly deltaBytes: number }
  /** What is no file: tables, directories, what is free or unknown; the dearest first. */
  readonly areas: readonly { readonly name: string; readonly deltaBytes: number }[]
}

/** What one file costs. */
export interface FileCost {
  readonly path: string
  /** Its length, in bytes. */
  readonly bytes: number
  readonly deltaBytes: number
  /** Whether the old image has a file of this path. */
  readonly isNew: boolean
}

const topCount = 15

/** A file below this costs nothing: a part of a cell that its neighbour pays for, in bytes. */
const fileCostMin = 0.5

/** Shares the payloads out among the files and the other parts of a file system. `old` tells which files are new. */
export function fileCosts(
  costs: CostMap,
  images: { readonly fileSystem: FileSystem; readonly old: FileSystem | undefined; readonly payloadBytes: number },
): FileCosts {
  const { fileSystem, old, payloadBytes } = images
  const before = new Set(old?.files.map(({ path }) => path))
  const dear = fileSystem.files
    .map((file) => ({ file, cost: costOfFile(costs, file) }))
    .filter(({ cost }) => cost >= fileCostMin)
    .sort((a, b) => b.cost - a.cost)
  const [top, rest] = [dear.slice(0, topCount), dear.slice(topCount)]
  const areas = fileSystem.areas.map((area) => ({ name: area.name, cost: costOfArea(costs, area) }))
  const free = payloadBytes - sumOf(dear) - sumOf(areas)
  return {
    type: 'files',
    kind: fileSystem.kind,
    fileCount: fileSystem.files.length,
    top: top.map(({ file, cost }) => ({
      path: file.path,
      bytes: file.bytes,
      deltaBytes: Math.round(cost),
      isNew: old !== undefined && !before.has(file.path),
    })),
    rest: { files: rest.length, deltaBytes: Math.round(sumOf(rest)) },
    areas: [...areas, { name: 'free space and all else', cost: Math.max(0, free) }]
      .map(({ name, cost }) => ({ name, deltaBytes: Math.round(cost) }))
      .filter(({ deltaBytes }) => deltaBytes > 0)
      .sort((a, b) => b.deltaBytes - a.deltaBytes),
  }
}

/** What the content of a file costs, in bytes of payloads. */
export function costOfFile(costs: CostMap, { extents }: ImageFile): number {
  return extents.reduce((sum, extent) => sum + costs.of(extent) * extent.share, 0)
}

/** What a part of a file system that is no file costs, in bytes of payloads. */
export function costOfArea(costs: CostMap, { ranges }: Area): number {
  return ranges.reduce((sum, range) => sum + costs.of(range), 0)
}

function sumOf(items: readonly { readonly cost: number }[]): number {
  return items.reduce((sum, { cost }) => sum + cost, 0)
}
