import { stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { Command } from 'commander'
import { publicKeyOf } from '#adapters/keys/peer-name.ts'
import { print } from '#adapters/terminal/print.ts'
import { UserError } from '#core/errors.ts'
import type { PeerName } from '#core/exchange/contract.ts'
import { auditEntries, auditFiles, verifyAudit } from '#tracker/audit/verify-audit.ts'
import { printable } from '#tracker/client/printable.ts'

interface VerifyOptions {
  readonly peer?: string
  readonly json?: boolean
}

/** Adds `audit verify` and `audit show` to the program. */
export function registerAuditCommands(program: Command): void {
  const audit = program.command('audit').description('check and show the audit log of a tracker')
  audit
    .command('verify')
    .argument('<place>', 'the state directory of a tracker, its folder audit, or the file audit.jsonl in it')
    .description('check that no entry was edited, deleted, added or moved, and that the end is there')
    .option(
      '--peer <id>',
      'the peer id of the tracker, as mycel keys show --peer-id prints it: the log must be its own',
    )
    .option('--json', 'print one JSON object')
    .action(verify)
  audit
    .command('show')
    .argument('<place>', 'the state directory of a tracker, its folder audit, or the file audit.jsonl in it')
    .description('print the entries, oldest first')
    .option('--json', 'print one JSON object a line')
    .action(show)
}

async function verify(place: string, { peer, json }: VerifyOptions, command: Command): Promise<void> {
  const directory = await auditDirectory(place)
  const key = peer === undefined ? undefined : Buffer.from(publicKeyOf(peer as PeerName)).toString('hex')
  const { entries, last, problem } = await verifyAudit(directory, key)
  if (json === true) print(command, `${JSON.stringify({ directory, entries, problem: problem ?? null })}\n`)
  if (problem !== undefined) {
    const good = entries === 0 ? 'no entry can be relied on' : `entries 1 to ${entries} are as they were written`
    throw new UserError(`the audit log in ${directory} was tampered with: ${problem}; ${good}`)
  }
  if (json !== true) {
    print(
      command,
      `${entries} ${entries === 1 ? 'entry, as the tracker wrote it' : 'entries, all as the tracker wrote them'}${last === undefined ? '' : `; the last is of ${last.at}`}\n`,
    )
  }
}

async function show(place: string, { json }: { readonly json?: boolean }, command: Command): Promise<void> {
  for await (const entry of auditEntries(await auditDirectory(place))) {
    const { sequence, at, actor, action, target, details } = entry
    const text = `${sequence}  ${at}  ${actor}  ${action}  ${target}  ${JSON.stringify(details)}`
    print(command, json === true ? `${JSON.stringify(entry)}\n` : `${printable(text)}\n`)
  }
}

/** The folder of the log that a path leads to. Throws {@link UserError} where there is none. */
async function auditDirectory(place: string): Promise<string> {
  const candidates = place.endsWith('.jsonl') ? [dirname(place)] : [place, join(place, 'audit')]
  for (const directory of candidates) {
    const { log, checkpoint } = auditFiles(directory)
    if ((await isThere(log)) || (await isThere(checkpoint))) return directory
  }
  throw new UserError(
    `${place} holds no audit log: name the state directory of a tracker (its repository with .state behind it)`,
  )
}

async function isThere(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  )
}
