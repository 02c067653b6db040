import { closeSync, openSync, writeFileSync } from 'node:fs'
import type { RunEvent } from '#sim/run/result.ts'

/** Characters that wait until they are written together. */
const bufferedCharactersMax = 1 << 18

/**
 * Writes `events.jsonl`: an event a line, in the order in which they happen. A run is synchronous, and so is this: what
 * does not fit into the buffer is in the file before the run goes on.
 */
export class EventsFile {
  readonly #file: number
  #lines: string[] = []
  #characters = 0

  private constructor(file: number) {
    this.#file = file
  }

  /** Begins a new file in the place of one that was there. Throws the error of the file system. */
  static create(path: string): EventsFile {
    return new EventsFile(openSync(path, 'w'))
  }

  /** Takes one event in. Throws the error of the file system. */
  write(event: RunEvent): void {
    const line = `${JSON.stringify(event)}\n`
    this.#lines.push(line)
    this.#characters += line.length
    if (this.#characters >= bufferedCharactersMax) this.#flush()
  }

  /** Writes what waits, and closes the file, also where writing fails. */
  close(): void {
    try {
      this.#flush()
    } finally {
      closeSync(this.#file)
    }
  }

  #flush(): void {
    // Given a descriptor, it writes on from where it stands, until all is written.
    writeFileSync(this.#file, this.#lines.join(''))
    this.#lines = []
    this.#characters = 0
  }
}
