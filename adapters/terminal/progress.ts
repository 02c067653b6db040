/** How far one step of a long work is: `done` of `total` equal parts. */
export interface Progress {
  /** What is worked on, as people read it: `rootfs 1.0.0 to 1.1.0`. */
  readonly label: string
  readonly done: number
  readonly total: number
}

/** Is told how far a long work is, after each part. */
export type OnProgress = (progress: Progress) => void

/** The least time between two updates of the bar, in ms. */
const barIntervalMs = 100

/** The least time between two lines where there is no terminal, in ms. */
const lineIntervalMs = 5000

const barCells = 24

/** Where progress is shown: a terminal or a log. */
export interface ProgressOutput {
  readonly isTTY?: boolean
  write(text: string): unknown
}

/**
 * Shows progress: a bar that is redrawn in place on a terminal, else a line now and then. The last
 * part of a step is always shown. `clock` gives milliseconds.
 */
export function showProgress(output: ProgressOutput, clock: () => number): OnProgress {
  const terminal = output.isTTY === true
  let shownAt = Number.NEGATIVE_INFINITY
  return (progress) => {
    const now = clock()
    const complete = progress.done === progress.total
    if (!complete && now - shownAt < (terminal ? barIntervalMs : lineIntervalMs)) return
    shownAt = now
    if (!terminal) output.write(`${percentOf(progress)} ${progress.label}\n`)
    else output.write(`\r\x1b[K${bar(progress)} ${percentOf(progress)} ${progress.label}${complete ? '\n' : ''}`)
  }
}

function bar({ done, total }: Progress): string {
  const full = Math.floor((done / total) * barCells)
  return `[${'#'.repeat(full)}${'.'.repeat(barCells - full)}]`
}

function percentOf({ done, total }: Progress): string {
  return `${Math.floor((100 * done) / total)} %`.padStart(5)
}
