import { type DestinationStream, type Logger, pino } from 'pino'
import { journalLines, leadsToJournal } from './journal.ts'
import { readableLines } from './readable-lines.ts'

/** How much is logged. */
export type LogLevel = 'debug' | 'info' | 'warn' | 'error' | 'silent'

/** What an event carries beside its name: names, numbers and short texts. */
export type LogFields = Readonly<Record<string, string | number | boolean | undefined>>

/** Writes events with stable names, which `docs/operations.md` lists. */
export class Log {
  readonly #logger: Logger

  /** Writes JSON lines to `lines`, without the fields that are undefined. */
  constructor(level: LogLevel, lines: DestinationStream) {
    const options = {
      level,
      base: null,
      messageKey: 'event',
      timestamp: () => `,"ts":"${new Date().toISOString()}"`,
      formatters: { level: (label: string) => ({ level: label }) },
    }
    this.#logger = pino(options, lines)
  }

  /**
   * A log to standard output: short lines on a terminal, JSON lines otherwise or with `json`, each with its
   * priority before it where they go to the journal.
   */
  static toStandardOutput(level: LogLevel = 'info', json = process.stdout.isTTY !== true): Log {
    return new Log(level, json ? jsonLines(process.stdout.fd) : readableLines(process.stdout))
  }

  debug(event: string, fields: LogFields = {}): void {
    this.#logger.debug(fields, event)
  }

  info(event: string, fields: LogFields = {}): void {
    this.#logger.info(fields, event)
  }

  warn(event: string, fields: LogFields = {}): void {
    this.#logger.warn(fields, event)
  }

  error(event: string, fields: LogFields = {}): void {
    this.#logger.error(fields, event)
  }
}

/** Writes at once, and goes on where nobody reads any more (`pino.destination`). */
function jsonLines(descriptor: number): DestinationStream {
  const output = pino.destination({ dest: descriptor, sync: true })
  return leadsToJournal(descriptor) ? journalLines(output) : output
}
