import type { Command } from 'commander'
import { registerKeysCommands } from '#tracker/keys/commands.ts'
import { registerReleaseCommands } from '#tracker/release/commands.ts'
import { registerTrackerCommands } from '#tracker/run-command.ts'

/** Adds `mycel keys …`, `mycel release …` and `mycel tracker …`. */
export function registerCommands(program: Command): void {
  registerKeysCommands(program)
  registerReleaseCommands(program)
  registerTrackerCommands(program)
}
