import type { Command } from 'commander'

/** Prints what a command has to say, to where its program prints. */
export function print(command: Command, text: string): void {
  command.configureOutput().writeOut?.(text)
}

/** A value as `--json` prints it, for programs and for people who look at it. */
export function jsonText(value: unknown): string {
  return `${JSON.stringify(value, undefined, 2)}\n`
}
