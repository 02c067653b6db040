import { bytesText } from '#adapters/terminal/quantity.ts'
import type { Analysis } from '#tracker/release/analyze/analysis.ts'
import { shareText } from '#tracker/release/analyze/text/lines.ts'

/** What a part of the image costs, from nothing to the dearest part. */
const shades = ' .:-=+*#%@'

/** The image as a bar of its parts, and its costliest runs. */
export function placesText({ places, new: image, delta }: Analysis): readonly string[] {
  const dearest = Math.max(...places.parts)
  const bar = places.parts.map((bytes) => shadeOf(bytes, dearest)).join('')
  const partBytes = image.bytes / places.parts.length
  const runs = places.runs.map(({ offset, bytes, deltaBytes }) => {
    const cost = `${bytesText(deltaBytes).padStart(10)}${shareText(deltaBytes, delta.bytes).padStart(9)}`
    return `  ${cost}  at ${bytesText(offset)}, ${bytesText(bytes)} long`
  })
  const ends = `  0${bytesText(image.bytes).padStart(bar.length + 1)}`
  const legend = `  a cell is ${bytesText(partBytes)}, @ costs ${bytesText(dearest)}, a blank nothing`
  const lines = dearest === 0 ? ['  Nothing travels but the index.'] : [`  [${bar}]`, ends, legend]
  return [
    'Where in the new image',
    ...lines,
    ...(runs.length === 0 ? [] : ['  The costliest runs of chunks:', ...runs]),
  ]
}

function shadeOf(bytes: number, dearest: number): string {
  if (bytes === 0) return ' '
  return shades[Math.max(1, Math.round((bytes / dearest) * (shades.length - 1)))] ?? ' '
}
