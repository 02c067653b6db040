import { stat } from 'node:fs/promises'
import { type AnchorField, type DeltaAnchor, type ImageFiles, madePathIn } from './anchor.ts'

/** xdelta3 with the whole old image as its source window, as Mender advises. */
export const xdelta3: DeltaAnchor = {
  name: 'xdelta3',
  programs: [{ command: 'xdelta3', from: 'Debian package xdelta3' }],
  encode: ({ directory, imagePath, ...pair }) => [
    ...['xdelta3', '-e', '-9', '-B', sourceWindowOf(pair), '-s', pair.basePath, imagePath, patchIn(directory)],
  ],
  travel: patchBytes,
  apply: ({ directory, ...pair }) => [
    ...['xdelta3', '-d', '-B', sourceWindowOf(pair), '-s', pair.basePath, patchIn(directory), madePathIn(directory)],
  ],
}

/** zstd with the old image as its dictionary. */
export const zstd: DeltaAnchor = {
  name: 'zstd',
  programs: [{ command: 'zstd', from: 'Debian package zstd' }],
  encode: ({ directory, basePath, imagePath }) => [
    ...['zstd', '-q', '-19', '--long=31', `--patch-from=${basePath}`, imagePath, '-o', patchIn(directory)],
  ],
  travel: patchBytes,
  apply: ({ directory, basePath }) => [
    ...['zstd', '-q', '-d', '--long=31', `--patch-from=${basePath}`, patchIn(directory), '-o', madePathIn(directory)],
  ],
}

/** Colin Percival's, with a suffix array of the whole old image in memory (bsdiff(1): 17 times its size). */
export const bsdiff: DeltaAnchor = {
  name: 'bsdiff',
  programs: [
    { command: 'bsdiff', from: 'Debian package bsdiff' },
    { command: 'bspatch', from: 'Debian package bsdiff' },
  ],
  memoryBytes: ({ baseBytes, imageBytes }) => Math.max(17 * baseBytes, 9 * baseBytes + imageBytes),
  encode: ({ directory, basePath, imagePath }) => ['bsdiff', basePath, imagePath, patchIn(directory)],
  travel: patchBytes,
  apply: ({ directory, basePath }) => ['bspatch', basePath, madePathIn(directory), patchIn(directory)],
}

/** HDiffPatch with a single stream, as its author advises for devices, and its best zstd. */
export const hdiffpatch: DeltaAnchor = {
  name: 'hdiffpatch',
  programs: ['hdiffz', 'hpatchz'].map((command) => ({
    command,
    from: 'github.com/sisong/HDiffPatch: Debian has no package',
  })),
  encode: ({ directory, basePath, imagePath }) => [
    ...['hdiffz', '-d', '-m-1', '-SD', '-c-zstd-21-24', basePath, imagePath, patchIn(directory)],
  ],
  travel: patchBytes,
  apply: ({ directory, basePath }) => ['hpatchz', basePath, patchIn(directory), madePathIn(directory)],
}

function patchIn(directory: string): string {
  return `${directory}/patch`
}

async function patchBytes({ directory }: AnchorField): Promise<number> {
  return (await stat(patchIn(directory))).size
}

/** The smallest source window that xdelta3 takes, in bytes. */
const sourceWindowMin = 512 * 1024

function sourceWindowOf({ baseBytes }: Pick<ImageFiles, 'baseBytes'>): string {
  return String(Math.max(sourceWindowMin, baseBytes))
}
