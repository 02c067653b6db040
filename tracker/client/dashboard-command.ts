import type { Command } from 'commander'
import { print } from '#adapters/terminal/print.ts'
import { TrackerClient } from './tracker-client.ts'
import { accessTo, type TrackerPlace, withTrackerPlace } from './tracker-place.ts'

/** For how many days the link of one call signs in. */
const linkDays = 1

interface DashboardOptions extends TrackerPlace {
  readonly name: string
  readonly readOnly?: boolean
  readonly json?: boolean
}

/** Adds `dashboard` to the commands of trackers. */
export function registerDashboardCommand(tracker: Command): void {
  withTrackerPlace(tracker.command('dashboard'))
    .description('print a link that opens the dashboard, signed in for a day')
    .option('--name <name>', 'whom it is for, as the audit log will have it', 'dashboard')
    .option('--read-only', 'let the link look, and steer nothing')
    .option('--json', 'print one JSON object')
    .action(printLink)
}

/** The token stands behind the `#`, which browsers send to nobody; the page takes it from there, and out of its history. */
async function printLink(options: DashboardOptions, command: Command): Promise<void> {
  const access = await accessTo(options)
  const scopes = options.readOnly === true ? ['read'] : ['read', 'rollout']
  const { token, expiresAt } = await new TrackerClient(access).ask<{
    readonly token: string
    readonly expiresAt: string
  }>({
    method: 'POST',
    path: '/v1/tokens',
    body: { name: options.name, scopes, days: linkDays },
    isRepeatable: false,
  })
  const url = `${access.url}/#token=${token}`
  const text = options.json === true ? JSON.stringify({ url, expiresAt }) : url
  print(command, `${text}\n`)
}
