import type { Command } from 'commander'
import { jsonText, print } from '#adapters/terminal/print.ts'
import { UserError } from '#core/errors.ts'
import type { KeyDescription } from '#tracker/keys/describe-keys.ts'
import { describeKeys } from '#tracker/keys/describe-keys.ts'
import { initialiseKeys, rootFile } from '#tracker/keys/key-files.ts'

/** Adds `keys init` and `keys show` to the program. */
export function registerKeysCommands(program: Command): void {
  const keys = program.command('keys').description('make and show the keys that the vendor signs with')
  keys
    .command('init')
    .argument('<directory>', 'an empty or new folder')
    .description('make a key for every role, and the root.json that names them')
    .action(async (directory: string, _options: object, command: Command) => {
      await initialiseKeys(directory)
      print(command, initialised(directory, await describeKeys(directory)))
    })
  keys
    .command('show')
    .argument('<directory>', 'a folder that mycel keys init made')
    .description('list the keys of a folder; shows nothing secret')
    .option('--json', 'print JSON')
    .option('--peer-id', "print the tracker's peer id, and nothing else")
    .action(async (directory: string, options: ShowOptions, command: Command) => {
      const descriptions = await describeKeys(directory)
      if (options.peerId === true) return print(command, `${trackerPeer(descriptions)}\n`)
      print(command, options.json ? jsonText({ keys: descriptions }) : table(descriptions))
    })
}

interface ShowOptions {
  readonly json?: boolean
  readonly peerId?: boolean
}

function trackerPeer(descriptions: readonly KeyDescription[]): string {
  const peer = descriptions.find((key) => key.peer !== undefined)?.peer
  if (peer === undefined)
    throw new UserError('there is no tracker.key here: name the folder that `mycel keys init` made')
  return peer
}

function initialised(directory: string, descriptions: readonly KeyDescription[]): string {
  const filesAt = (place: KeyDescription['place']) =>
    descriptions
      .filter((key) => key.place === place)
      .map((key) => `  ${`${key.role}.key`.padEnd(14)} ${key.purpose}\n`)
      .join('')
  const peer = descriptions.find((key) => key.peer !== undefined)?.peer
  return (
    `Made seven keys and root.json in ${directory}.\n\n` +
    `Keep these offline, with a backup; whoever has one of them can take over the fleet:\n${filesAt('offline')}\n` +
    `Copy these to the tracker:\n${filesAt('tracker')}\n` +
    `Give ${rootFile(directory)} to every device: it holds no secret, and all trust begins with it.\n` +
    `Devices reach the tracker as peer ${peer}.\n`
  )
}

function table(descriptions: readonly KeyDescription[]): string {
  const rows = descriptions.map(
    ({ role, place, keyId, purpose }) => `${role.padEnd(10)} ${place.padEnd(8)} ${keyId}  ${purpose}\n`,
  )
  const peer = descriptions.find((key) => key.peer !== undefined)?.peer
  const peerLine = peer === undefined ? '' : `\ntracker peer id: ${peer}\n`
  return `${'role'.padEnd(10)} ${'place'.padEnd(8)} ${'key id'.padEnd(64)}  use\n${rows.join('')}${peerLine}`
}
