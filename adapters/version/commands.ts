import type { Command } from 'commander'
import { versionText } from '#adapters/version/version.ts'

/** Adds `mycel --version`. */
export function registerCommands(program: Command): void {
  program.version(versionText(), '--version', 'show which mycel this is, and which formats it speaks')
}
