import { InvalidArgumentError } from 'commander'
import { bytesOfText } from '#adapters/terminal/quantity.ts'

/** A number of releases, 1 to 1000. Throws {@link InvalidArgumentError}. */
export function readReleases(text: string): number {
  if (!/^[1-9]\d{0,2}$|^1000$/.test(text)) throw new InvalidArgumentError('Write a whole number from 1 to 1000.')
  return Number(text)
}

/** A size in bytes. Throws {@link InvalidArgumentError}. */
export function readSize(text: string): number {
  const bytes = bytesOfText(text)
  if (bytes === undefined) throw new InvalidArgumentError('Write it as 200MB, 1.5GB or 64MiB.')
  return bytes
}

/** A security epoch. Throws {@link InvalidArgumentError}. */
export function readEpoch(text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw new InvalidArgumentError('Write a whole number from 0 to 999999999.')
  return Number(text)
}
