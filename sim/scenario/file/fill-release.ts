import { chunkGeometry } from '#core/chunk-geometry.ts'
import { outputBytesMax } from '#core/codec/codec.ts'
import type { ReleaseModel } from '#sim/scenario/scenario.ts'
import { documentBytesOf, scenarioDefaults } from './defaults.ts'
import { parseQuantity, quantityOf } from './quantity.ts'
import type { WrittenRelease, WrittenShare } from './written-scenario.ts'

/** The release that a file describes, with every default. */
export function releaseOf(written: WrittenRelease): ReleaseModel {
  const imageBytes = Math.round(quantityOf('size', written.image))
  const chunk = written.chunk === undefined ? undefined : quantityOf('size', written.chunk)
  const { chunkBytes, chunkCount } = chunkGeometry(imageBytes, chunk)
  const deltas = Object.entries(written.delta ?? {})
  return {
    version: written.version ?? scenarioDefaults.version,
    imageBytes,
    chunkBytes,
    payloadBytes: {
      full: payloadBytesOf(written.full ?? scenarioDefaults.full, imageBytes),
      from: Object.fromEntries(deltas.map(([version, share]) => [version, payloadBytesOf(share, imageBytes)])),
    },
    chunksPerPack: written.chunksPerPack ?? outputBytesMax / chunkBytes,
    documentBytes:
      written.documents === undefined ? documentBytesOf(chunkCount) : Math.round(quantityOf('size', written.documents)),
    exact: undefined,
  }
}

/** A share of the image, or a size, in whole bytes. */
function payloadBytesOf(written: WrittenShare, imageBytes: number): number {
  if (typeof written === 'number') return Math.round(written * imageBytes)
  const percent = parseQuantity('percentage', written)
  return Math.round(percent === undefined ? quantityOf('size', written) : (percent / 100) * imageBytes)
}
