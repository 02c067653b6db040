import type { Writable } from 'node:stream'
import { styleText } from 'node:util'
import type { DestinationStream } from 'pino'

/**
 * Turns the JSON lines of a log into `12:30:01  event  key=value …`, in local time. Coloured on a terminal that
 * shows colours, unless NO_COLOR is set (`util.styleText`).
 */
export function readableLines(output: Writable): DestinationStream {
  const style = (format: Parameters<typeof styleText>[0], text: string): string =>
    styleText(format, text, { stream: output })
  return {
    write(line) {
      const { ts, level, event, ...fields } = JSON.parse(line) as Record<string, unknown>
      const time = style('dim', new Date(String(ts)).toTimeString().slice(0, 8))
      const name = markOf(level) + String(event)
      const pairs = Object.entries(fields).map(([key, value]) => `${style('dim', `${key}=`)}${quoted(value)}`)
      output.write(`${time}  ${style(formatOf(level), name)}${pairs.length > 0 ? '  ' : ''}${pairs.join(' ')}\n`)
    },
  }
}

/** A warning is told by more than its colour. */
function markOf(level: unknown): string {
  return level === 'warn' || level === 'error' ? `${level}: ` : ''
}

function formatOf(level: unknown): 'red' | 'yellow' | 'dim' | 'bold' {
  if (level === 'error') return 'red'
  if (level === 'warn') return 'yellow'
  return level === 'debug' ? 'dim' : 'bold'
}

/** A value that reads as one word; control characters, which a peer may have sent, do not reach the terminal. */
function quoted(value: unknown): string {
  const text = String(value)
  if (/^[^\s"=\p{Cc}\p{Cf}]+$/u.test(text)) return text
  return JSON.stringify(text).replace(/[\p{Cc}\p{Cf}]/gu, escaped)
}

function escaped(character: string): string {
  return `\\u{${character.codePointAt(0)?.toString(16)}}`
}
