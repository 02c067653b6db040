import { type Command, InvalidArgumentError, Option } from 'commander'
import type { Static } from 'typebox'
import { jsonText, print } from '#adapters/terminal/print.ts'
import type { tokenFacts } from '#tracker/api/schema/tracker.ts'
import { grantedScopes } from '#tracker/api/tokens/token.ts'
import { tokenDaysMax } from '#tracker/api/tokens/tokens.ts'
import { table } from '#tracker/release/commands-table.ts'
import { timeText } from './fleet-text.ts'
import { TrackerClient } from './tracker-client.ts'
import { type TrackerPlace, withTrackerPlace } from './tracker-place.ts'

type TokenFacts = Static<typeof tokenFacts>

interface CreateOptions extends TrackerPlace {
  readonly scope: readonly string[]
  readonly name: string
  readonly days?: number
  readonly json?: boolean
}

type JsonOptions = TrackerPlace & { readonly json?: boolean }

/** Adds `token create`, `token list` and `token revoke` to the commands of trackers. */
export function registerTokenCommands(tracker: Command): void {
  const token = tracker.command('token').description('let people and programs use the API of a tracker')
  withTrackerPlace(token.command('create'))
    .description('make a token, and print it this once')
    .addOption(
      new Option(
        '--scope <scope...>',
        'what it allows: read looks, rollout creates and steers rollouts, publish creates them, device notes',
      )
        .choices(grantedScopes)
        .makeOptionMandatory(),
    )
    .requiredOption('--name <name>', 'whom it is for, as the audit log will have it')
    .option('--days <number>', 'for how many days it is good (without: until it is revoked)', readDays)
    .option('--json', 'print one JSON object')
    .action(create)
  withTrackerPlace(token.command('list'))
    .description('list the tokens, without their secrets')
    .option('--json', 'print one JSON object')
    .action(list)
  withTrackerPlace(token.command('revoke'))
    .argument('<id>', 'the id of the token, from token list')
    .description('end a token at once')
    .option('--json', 'print one JSON object')
    .action(revoke)
}

async function create(options: CreateOptions, command: Command): Promise<void> {
  const { scope, name, days, json } = options
  const client = await TrackerClient.at(options)
  const body = { name, scopes: [...new Set(scope)], days }
  const made = await client.ask<TokenFacts & { readonly token: string }>({
    method: 'POST',
    path: '/v1/tokens',
    body,
    isRepeatable: false,
  })
  print(command, json === true ? `${JSON.stringify(made)}\n` : `${made.token}\n`)
}

async function list(options: JsonOptions, command: Command): Promise<void> {
  const client = await TrackerClient.at(options)
  const listed = await client.ask<{ readonly items: readonly TokenFacts[] }>({ path: '/v1/tokens' })
  print(command, options.json === true ? jsonText(listed) : tokensTable(listed.items))
}

async function revoke(id: string, options: JsonOptions, command: Command): Promise<void> {
  const client = await TrackerClient.at(options)
  const path = `/v1/tokens/${encodeURIComponent(id)}`
  const token = await client.ask<TokenFacts>({ method: 'DELETE', path })
  print(
    command,
    options.json === true ? `${JSON.stringify(token)}\n` : `The token ${id} of ${token.name} is good no more.\n`,
  )
}

function tokensTable(tokens: readonly TokenFacts[]): string {
  if (tokens.length === 0) return 'There are no tokens but that of the owner of the tracker.\n'
  const rows = tokens.map(({ id, name, scopes, createdAt, expiresAt }) => [
    id,
    name,
    scopes.join(' '),
    timeText(createdAt),
    expiresAt === null ? 'never' : timeText(expiresAt),
  ])
  return table([['id', 'name', 'scopes', 'created', 'expires'], ...rows], 5)
}

function readDays(text: string): number {
  const days = Number(text)
  if (Number.isSafeInteger(days) && days >= 1 && days <= tokenDaysMax) return days
  throw new InvalidArgumentError(`Write a whole number from 1 to ${tokenDaysMax}.`)
}
