import { FormatError } from '#core/errors.ts'

/** How much looking into one file system may take, so that a hostile one ends in an error instead of never. */
export class Budget {
  readonly #subject: string
  readonly #max: number
  #left: number

  constructor(subject: string, max: number) {
    this.#subject = subject
    this.#max = max
    this.#left = max
  }

  /** Takes so many steps off. Throws {@link FormatError} where there are not as many left. */
  take(steps = 1): void {
    this.#left -= steps
    if (this.#left >= 0) return
    throw new FormatError(this.#subject, `has more than ${this.#max} entries, which is broken or too much to look into`)
  }
}

/** The most entries of a file system: inodes, directory entries, extents and blocks together. */
export const entriesMax = 3_000_000

/** The most characters of a path: what Linux opens. */
const pathLengthMax = 4096

/** The path of a name in a directory. Throws {@link FormatError} on one that no system could open, or that leads elsewhere. */
export function pathIn(subject: string, directory: string, name: string): string {
  const path = directory === '' ? name : `${directory}/${name}`
  if (name === '' || name.includes('/') || path.length > pathLengthMax) {
    throw new FormatError(subject, `has a name in /${directory.slice(0, 80)} that no system can open`)
  }
  return path
}
