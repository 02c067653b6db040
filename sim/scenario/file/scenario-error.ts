import { UserError } from '#core/errors.ts'

/** The way to a value in a scenario file: keys of maps and indices of lists. */
export type KeyPath = readonly (string | number)[]

/** Where something stands in a file; both count from 1. */
export interface Place {
  readonly line: number
  readonly column: number
}

/** Something that is wrong with a value, in words that go on after its key. */
export interface Finding {
  readonly path: KeyPath
  readonly problem: string
}

/** A finding and where it is. */
export interface ScenarioProblem extends Finding {
  readonly place: Place
}

/** The most problems that a message tells. */
const problemLinesMax = 20

/**
 * A scenario file cannot be used: its problems in the order of the file, one line each,
 * `FILE:LINE:COLUMN: KEY: PROBLEM`. The message tells the first 20, `problems` has them all.
 */
export class ScenarioError extends UserError {
  readonly problems: readonly ScenarioProblem[]

  constructor(file: string, problems: readonly ScenarioProblem[], options?: ErrorOptions) {
    const sorted = problems.toSorted(
      (left, right) => left.place.line - right.place.line || left.place.column - right.place.column,
    )
    super(messageAbout(file, sorted), options)
    this.problems = sorted
  }
}

function messageAbout(file: string, problems: readonly ScenarioProblem[]): string {
  const lines = problems.slice(0, problemLinesMax).map((problem) => lineOf(file, problem))
  const untold = problems.length - lines.length
  return [...lines, ...(untold > 0 ? [`and ${untold} more`] : [])].join('\n')
}

function lineOf(file: string, { place, path, problem }: ScenarioProblem): string {
  const key = path.length === 0 ? '' : `${keyText(path)}: `
  return `${file}:${place.line}:${place.column}: ${key}${problem}`
}

/** The most characters of a key that a message repeats. */
const keyLettersMax = 80

/** A path as people write it: `fleet.sites[0].wanDown`. */
function keyText(path: KeyPath): string {
  return path
    .map((part, index) => {
      if (typeof part === 'number') return `[${part}]`
      const key = JSON.stringify(part.slice(0, keyLettersMax)).slice(1, -1)
      return index === 0 ? key : `.${key}`
    })
    .join('')
}
