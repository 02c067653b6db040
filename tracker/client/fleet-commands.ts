import { type Command, InvalidArgumentError } from 'commander'
import { jsonText, print } from '#adapters/terminal/print.ts'
import type { DeviceDetail, DeviceSummary } from '#tracker/api/schema/fleet.ts'
import { csvLine, devicesTable, deviceText } from './fleet-text.ts'
import { TrackerClient } from './tracker-client.ts'
import { type TrackerPlace, withTrackerPlace } from './tracker-place.ts'

interface ListOptions extends TrackerPlace {
  readonly product?: string
  readonly version?: string
  readonly site?: string
  readonly tag?: string
  readonly name?: string
  readonly limit?: number
  readonly cursor?: string
  readonly json?: boolean
}

interface ExportOptions extends Omit<ListOptions, 'json' | 'limit' | 'cursor'> {
  readonly format: 'csv' | 'jsonl'
}

/** Devices that are asked for at once. */
const pageItems = 200

/** Adds `fleet list`, `fleet show` and `fleet export` to the program. */
export function registerFleetCommands(program: Command): void {
  const fleet = program.command('fleet').description('look at the devices that have reported')
  withFilters(withTrackerPlace(fleet.command('list')))
    .description('list devices, those that were heard last first')
    .option('--limit <number>', 'how many to list at most (without: 50)', readLimit)
    .option('--cursor <text>', 'go on behind an earlier list: its `next`')
    .option('--json', 'print one JSON object')
    .action(list)
  withTrackerPlace(fleet.command('show'))
    .argument('<device>', 'the peer id of the device')
    .description('show a device with what happened to it')
    .option('--json', 'print one JSON object')
    .action(show)
  withFilters(withTrackerPlace(fleet.command('export')))
    .description('print all devices, a line each')
    .option('--format <format>', 'csv, or jsonl: one JSON object a line', readFormat, 'csv')
    .action(exportAll)
}

function withFilters(command: Command): Command {
  return command
    .option('--product <name>', 'devices of this product')
    .option('--version <version>', 'devices that run this version')
    .option('--site <site>', 'devices of this site')
    .option('--tag <name=value>', 'devices with this tag')
    .option('--name <begin>', 'devices whose peer id begins like this')
}

async function list(options: ListOptions, command: Command): Promise<void> {
  const { limit, cursor, json } = options
  const client = await TrackerClient.at(options)
  const query = { ...filterOf(options), limit, cursor }
  const page = await client.ask<{ readonly items: readonly DeviceSummary[]; readonly next: string | null }>({
    path: '/v1/fleet/devices',
    query,
  })
  print(command, json === true ? jsonText(page) : devicesTable(page))
}

async function show(
  device: string,
  options: TrackerPlace & { readonly json?: boolean },
  command: Command,
): Promise<void> {
  const client = await TrackerClient.at(options)
  const detail = await client.ask<DeviceDetail>({ path: `/v1/fleet/devices/${encodeURIComponent(device)}` })
  print(command, options.json === true ? jsonText(detail) : deviceText(detail))
}

async function exportAll(options: ExportOptions, command: Command): Promise<void> {
  const client = await TrackerClient.at(options)
  const query = { ...filterOf(options), limit: pageItems }
  if (options.format === 'csv') print(command, csvLine(undefined))
  for await (const device of client.all<DeviceSummary>({ path: '/v1/fleet/devices', query })) {
    print(command, options.format === 'csv' ? csvLine(device) : `${JSON.stringify(device)}\n`)
  }
}

function filterOf({ product, version, site, tag, name }: ListOptions | ExportOptions) {
  return { product, version, site, tag, name }
}

function readLimit(text: string): number {
  const limit = Number(text)
  if (Number.isSafeInteger(limit) && limit >= 1 && limit <= pageItems) return limit
  throw new InvalidArgumentError(`Write a whole number from 1 to ${pageItems}.`)
}

function readFormat(text: string): 'csv' | 'jsonl' {
  if (text === 'csv' || text === 'jsonl') return text
  throw new InvalidArgumentError('Write csv or jsonl.')
}
