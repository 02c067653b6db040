import type { Command } from 'commander'
import { registerAuditCommands } from '#tracker/audit/commands.ts'
import { registerFleetCommands } from '#tracker/client/fleet-commands.ts'
import { registerRolloutCommands } from '#tracker/client/rollout-commands.ts'
import { registerKeysCommands } from '#tracker/keys/commands.ts'
import { registerReleaseCommands } from '#tracker/release/commands.ts'
import { registerTrackerCommands } from '#tracker/run-command.ts'

/** Adds `mycel keys`, `release`, `tracker`, `rollout`, `fleet` and `audit` with what follows them. */
export function registerCommands(program: Command): void {
  registerKeysCommands(program)
  registerReleaseCommands(program)
  registerTrackerCommands(program)
  registerRolloutCommands(program)
  registerFleetCommands(program)
  registerAuditCommands(program)
}
