import { fstatSync } from 'node:fs'
import type { DestinationStream } from 'pino'

/**
 * Whether a file descriptor leads to the journal: `JOURNAL_STREAM` then names its device and inode
 * (systemd.exec(5)). A program that another one started with a pipe inherits the variable, but not the file.
 */
export function leadsToJournal(descriptor: number, journalStream = process.env['JOURNAL_STREAM']): boolean {
  if (journalStream === undefined) return false
  const { dev, ino } = fstatSync(descriptor, { bigint: true })
  return journalStream === `${dev}:${ino}`
}

/** Puts before each line the priority by which the journal sorts it, such as `<6>` (sd-daemon(3)). */
export function journalLines(output: DestinationStream): DestinationStream {
  const lines = {
    // Makes pino set `lastLevel` before each write (pino, "Destinations: metadata").
    [Symbol.for('pino.metadata')]: true,
    lastLevel: 0,
    write(line: string): void {
      output.write(`<${priorityOf(lines.lastLevel)}>${line}`)
    },
  }
  return lines
}

/** The priority of syslog(3) for a level of pino. */
function priorityOf(level: number): number {
  if (level >= 50) return 3
  if (level >= 40) return 4
  return level >= 30 ? 6 : 7
}
