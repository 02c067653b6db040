#!/usr/bin/env node
import { enableCompileCache } from 'node:module'
import { Command, CommanderError } from 'commander'
import { restartInSmallMemory } from '#adapters/memory/small-memory.ts'
import { ExpectedError, UserError } from '#core/errors.ts'

// Compiled files are kept in the temporary directory (or NODE_COMPILE_CACHE): the next start takes half the time.
enableCompileCache()

/** Adds a room's commands to the program. */
type Register = (program: Command) => void

/** Each first word of a command line, what it is for, and the room that knows the rest. */
const topics: readonly { readonly name: string; readonly about: string; readonly load: () => Promise<Register> }[] = [
  { name: 'demo', about: 'run a tracker and twelve devices on this machine', load: demo },
  { name: 'sim', about: 'rehearse a release in a modelled fleet', load: sim },
  { name: 'keys', about: 'make and show the keys of a fleet', load: tracker },
  { name: 'release', about: 'build, sign and list releases', load: tracker },
  { name: 'tracker', about: 'seed releases to devices', load: tracker },
  { name: 'rollout', about: 'roll releases out step by step, and steer that', load: tracker },
  { name: 'fleet', about: 'look at the devices that have reported', load: tracker },
  { name: 'audit', about: 'check and show the audit log of a tracker', load: tracker },
  { name: 'node', about: 'provision and run a device', load: node },
  { name: 'apply', about: 'make a new image from an old one and a repository, without a network', load: applySmall },
  { name: 'config', about: 'check the configuration of a device', load: node },
  { name: 'completion', about: 'print a script by which a shell completes commands and options', load: completion },
]

async function demo(): Promise<Register> {
  return (await import('#sim/demo/commands.ts')).registerCommands
}

async function sim(): Promise<Register> {
  return (await import('#sim/commands/commands.ts')).registerCommands
}

async function tracker(): Promise<Register> {
  return (await import('#tracker/commands.ts')).registerCommands
}

async function node(): Promise<Register> {
  return (await import('#node/commands.ts')).registerCommands
}

async function apply(): Promise<Register> {
  return (await import('#node/apply/commands.ts')).registerCommands
}

/** Runs on devices that have little memory. */
function applySmall(): Promise<Register> {
  restartInSmallMemory()
  return apply()
}

/** Completes every command, and so loads every room. */
async function completion(): Promise<Register> {
  const { registerCommands } = await import('#adapters/completion/commands.ts')
  const rooms = await Promise.all([version(), demo(), sim(), tracker(), node(), apply()])
  return (program) => {
    for (const register of [...rooms, registerCommands]) register(program)
  }
}

async function version(): Promise<Register> {
  return (await import('#adapters/version/commands.ts')).registerCommands
}

// Whoever reads the output has read enough, as in `mycel … | head`.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error
  process.exit()
})

/** Runs one command line. Resolves with the exit code; the table is in `docs/exit-codes.md`. */
async function main(words: readonly string[]): Promise<number> {
  const program = new Command('mycel')
    .description('Peer-to-peer delta distribution for firmware')
    .option('--debug', 'show where an error came from')
    .showHelpAfterError("(run 'mycel --help' to see what there is)")
    .exitOverride()
  const topic = topics.find(({ name }) => name === words.find((word) => !word.startsWith('-')))
  if (topic !== undefined) (await topic.load())(program)
  else describeTopics(program, await version())
  try {
    await program.parseAsync(words, { from: 'user' })
    return Number(process.exitCode ?? 0)
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode
    return explain(error, words.includes('--debug'))
  }
}

/** Without a topic a command line asks what there is, or which mycel this is. */
function describeTopics(program: Command, registerVersion: Register): void {
  registerVersion(program)
  for (const { name, about } of topics) program.command(name).description(about)
}

/** Tells a person what went wrong: what happened, to what, and what to do next. */
function explain(error: unknown, debug: boolean): number {
  const isExpected = error instanceof ExpectedError
  const message = error instanceof Error ? error.message : String(error)
  process.stderr.write(isExpected ? `mycel: ${message}\n` : `mycel: unexpected: ${message}\n`)
  if (debug && error instanceof Error) process.stderr.write(`${error.stack}\n`)
  else if (!isExpected) process.stderr.write("mycel: run it again with '--debug' and report what it prints\n")
  return error instanceof UserError ? error.exitCode : 1
}

/** Resolves once everything that was printed is out, or nobody reads it any more. */
function written(stream: NodeJS.WriteStream): Promise<void> {
  return new Promise((resolve) => stream.write('', () => resolve()))
}

process.exitCode = await main(process.argv.slice(2))
await Promise.all([written(process.stdout), written(process.stderr)])
// A timer that a library left behind (libp2p's address manager keeps one for a second) does not hold up a reboot.
process.exit()
