import { type Logger, pino } from 'pino'

/** How much is logged. */
export type LogLevel = 'debug' | 'info' | 'warn' | 'error' | 'silent'

/** What an event carries beside its name: names, numbers and short texts. */
export type LogFields = Readonly<Record<string, string | number | boolean | undefined>>

/** Writes events with stable names: JSON lines for machines, short lines on a terminal. */
export class Log {
  readonly #logger: Logger

  private constructor(logger: Logger) {
    this.#logger = logger
  }

  /** A log to standard output: readable on a terminal, JSON lines otherwise or with `json`. */
  static toStandardOutput(level: LogLevel = 'info', json = process.stdout.isTTY !== true): Log {
    const options = {
      level,
      base: null,
      messageKey: 'event',
      timestamp: () => `,"ts":"${new Date().toISOString()}"`,
      formatters: { level: (label: string) => ({ level: label }) },
    }
    return new Log(json ? pino(options) : pino(options, readableLines(process.stdout)))
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

/** Turns the JSON lines of pino into `12:30:01 event key=value …`. */
function readableLines(output: NodeJS.WritableStream): { write(line: string): void } {
  return {
    write(line) {
      const { ts, level, event, ...fields } = JSON.parse(line) as Record<string, unknown>
      const mark = level === 'warn' || level === 'error' ? `${String(level)}: ` : ''
      const pairs = Object.entries(fields).map(([key, value]) => `${key}=${readable(value)}`)
      output.write([String(ts).slice(11, 19), `${mark}${String(event)}`, ...pairs].join(' ').concat('\n'))
    },
  }
}

function readable(value: unknown): string {
  const text = String(value)
  return /[\s"=]/.test(text) ? JSON.stringify(text) : text
}
