import { readFile } from 'node:fs/promises'
import type { Command } from 'commander'
import { hasCode } from '#adapters/file/durable-file.ts'
import { messageOf, UserError } from '#core/errors.ts'
import { type OwnerAccess, ownerAccessFile } from '#tracker/api/tokens/owner-access.ts'
import { defaultStateDirectory } from '#tracker/status/state-directory.ts'

/** Which tracker a command is for: one on this machine, or one elsewhere. */
export interface TrackerPlace {
  readonly repo?: string
  readonly state?: string
  /** The URL of a tracker elsewhere, and the file that holds a token for it. */
  readonly tracker?: string
  readonly token?: string
}

/** Adds the options of {@link TrackerPlace}. */
export function withTrackerPlace(command: Command): Command {
  return withTrackerReached(command.option('--repo <directory>', 'the repository whose tracker runs on this machine'))
}

/** Adds those of them that a command needs which names the repository anyway. */
export function withTrackerReached(command: Command): Command {
  return command
    .option('--state <directory>', 'what the tracker keeps (without: the repository with .state behind it)')
    .option('--tracker <url>', 'a tracker elsewhere, such as https://tracker.example:8480')
    .option('--token <file>', 'the file with a token for it, made by mycel tracker token create')
}

/** How to reach the tracker of a place. Throws {@link UserError} where the place is unclear, or no tracker runs there. */
export async function accessTo({ repo, state, tracker, token }: TrackerPlace): Promise<OwnerAccess> {
  if (tracker !== undefined) {
    if (token === undefined) throw new UserError('a tracker elsewhere wants a token: add --token FILE')
    return { url: urlOf(tracker), token: await readToken(token) }
  }
  const stateDirectory = state ?? (repo && defaultStateDirectory(repo))
  if (stateDirectory === undefined) {
    throw new UserError('say which tracker: --repo DIRECTORY or --state DIRECTORY here, --tracker URL elsewhere')
  }
  const access = await readOwnerAccess(stateDirectory)
  return token === undefined ? access : { ...access, token: await readToken(token) }
}

function urlOf(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined
  if (url?.protocol === 'http:' || url?.protocol === 'https:') return url.href.replace(/\/$/, '')
  throw new UserError(`${text} is not the URL of a tracker: write https://HOST:PORT`)
}

/** A token in a file of its own, or in the file that a tracker writes for its owner. */
async function readToken(path: string): Promise<string> {
  const advice = "write into it what 'mycel tracker token create' printed"
  const text = await readFile(path, 'utf8').catch((cause: unknown) => {
    throw new UserError(`the token in ${path} cannot be read (${messageOf(cause)}): ${advice}`, { cause })
  })
  const [token] = /mycel_[\w-]+/.exec(text) ?? []
  if (token !== undefined) return token
  throw new UserError(`${path} holds no token: ${advice}`)
}

async function readOwnerAccess(stateDirectory: string): Promise<OwnerAccess> {
  try {
    return JSON.parse(await readFile(ownerAccessFile(stateDirectory), 'utf8')) as OwnerAccess
  } catch (cause) {
    if (hasCode(cause, 'EACCES')) {
      throw new UserError(
        `only the user of the tracker may read ${ownerAccessFile(stateDirectory)}: be that user, or ask for a token`,
        { cause },
      )
    }
    if (!hasCode(cause, 'ENOENT')) throw cause
    throw new UserError(
      `no tracker with an API runs in ${stateDirectory}: start it by 'mycel tracker run', or look at its log for why it serves none`,
      { cause },
    )
  }
}
