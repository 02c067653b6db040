import { styleText } from 'node:util'
import type { Board } from './board.ts'
import { columnsMin, type FrameStyle, frame, type Role, rowsMin } from './frame.ts'

/** Time between two frames, in ms. */
const frameMs = 100

/** Control sequences of ECMA-48 and xterm that every terminal since has. */
const enter = '\x1b[?1049h\x1b[?25l'
const leave = '\x1b[?25h\x1b[?1049l'
const home = '\x1b[H'
const clearLine = '\x1b[K'
const clearBelow = '\x1b[J'

const colours = {
  title: 'bold',
  dim: 'dim',
  neighbours: 'green',
  wan: 'yellow',
  good: 'green',
  busy: 'cyan',
  bad: 'red',
} as const satisfies Record<Role, Parameters<typeof styleText>[0]>

/** Whether a frame can be shown there: a terminal, wide and high enough. */
export function canShow(terminal: NodeJS.WriteStream, environment: NodeJS.ProcessEnv): boolean {
  if (terminal.isTTY !== true || environment['TERM'] === 'dumb') return false
  return terminal.columns >= columnsMin && terminal.rows >= rowsMin
}

/** Shows a {@link Board} on the alternate screen of a terminal until it is closed; what was there comes back then. */
export class Screen {
  readonly #board: Board
  readonly #terminal: NodeJS.WriteStream
  readonly #glyphs: FrameStyle['glyphs']
  readonly #timer: NodeJS.Timeout
  readonly #close = (): void => this.close()
  #shown = ''
  #isOpen = true

  private constructor(board: Board, terminal: NodeJS.WriteStream, environment: NodeJS.ProcessEnv) {
    this.#board = board
    this.#terminal = terminal
    this.#glyphs = speaksUtf8(environment)
      ? { neighbours: '█', wan: '▓', missing: '░' }
      : { neighbours: '#', wan: '=', missing: '.' }
    this.#timer = setInterval(() => this.#draw(), frameMs)
    // Whatever ends the process, the terminal is as it was.
    process.once('exit', this.#close)
    terminal.write(enter)
    this.#draw()
  }

  /** Takes the terminal over. */
  static open(board: Board, terminal: NodeJS.WriteStream, environment: NodeJS.ProcessEnv): Screen {
    return new Screen(board, terminal, environment)
  }

  /** Gives the terminal back. */
  close(): void {
    if (!this.#isOpen) return
    this.#isOpen = false
    clearInterval(this.#timer)
    process.off('exit', this.#close)
    this.#terminal.write(leave)
  }

  #draw(): void {
    const { columns, rows } = this.#terminal
    const paint: FrameStyle['paint'] = (role, text) => styleText(colours[role], text, { stream: this.#terminal })
    const lines = frame(this.#board, { columns, rows: Math.max(rows, rowsMin), paint, glyphs: this.#glyphs })
    // In a terminal that became too low the end is left out: a scroll would garble what is above.
    const text = lines.slice(0, rows).map((line) => line + clearLine)
    const drawn = home + text.join('\r\n') + clearBelow
    const key = `${columns} ${rows} ${drawn}`
    if (key === this.#shown) return
    this.#shown = key
    this.#terminal.write(drawn)
  }
}

function speaksUtf8(environment: NodeJS.ProcessEnv): boolean {
  const locale = environment['LC_ALL'] || environment['LC_CTYPE'] || environment['LANG'] || ''
  return /utf-?8/i.test(locale)
}
