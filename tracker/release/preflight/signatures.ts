import { expiryText } from '#adapters/terminal/expiry-text.ts'
import { sha256 } from '#core/digest.ts'
import { ExpectedError, messageOf } from '#core/errors.ts'
import { freshness, type MetadataExpiry, metadataExpiries } from '#core/metadata/expiry.ts'
import type { TrustedMetadata } from '#core/metadata/trusted-metadata.ts'
import { rolloutsRole } from '#core/rollout/rollout-target.ts'
import { findKey, type KeyRole, readRootFile, rootFile } from '#tracker/keys/key-files.ts'
import { type ChecklistLine, failed, open, passed } from './checklist.ts'
import type { PreflightInput, ReleaseToCheck } from './preflight-input.ts'

/** Whether a device that holds the vendor's root.json will believe what is published, today and while it is rolled out. */
export async function* signatureLines(input: PreflightInput, checked: ReleaseToCheck): AsyncGenerator<ChecklistLine> {
  yield await chainLine(input, checked)
  yield gateLine(checked)
  yield await keysLine(input, checked)
  yield expiryLine(input, checked)
}

/** The repository verified every file from its first root down when it read them: here that root is held against the vendor's. */
async function chainLine(
  { repository, keys, product, version }: PreflightInput,
  { trusted, targets }: ReleaseToCheck,
): Promise<ChecklistLine> {
  const item = 'signatures'
  try {
    const first = await repository.metadataFile('root', 1)
    const own = await readRootFile(keys)
    if (first === undefined || sha256(first) !== sha256(own)) {
      const found = `the repository begins with another root.json than ${rootFile(keys)}`
      return failed(item, found, 'devices are provisioned with one root: name its keys, or its repository')
    }
    const mine = targets.filter((target) => target.product === product && target.version === version)
    for (const target of mine) await repository.readTarget(target)
    const chain = metadataExpiries(trusted).map(({ role, version }) => `${role} ${version}`)
    return passed(
      item,
      `${mine.length} signed ${mine.length === 1 ? 'file' : 'files'}, verified by ${chain.join(', ')}`,
    )
  } catch (error) {
    if (!(error instanceof ExpectedError)) throw error
    return failed(item, messageOf(error), 'restore the repository or the folder of keys from a backup')
  }
}

/** Without a gate a release goes to every device as soon as it is published. */
function gateLine({ terms }: ReleaseToCheck): ChecklistLine {
  if (terms.gated === true) return passed('gate', 'devices take it only where a rollout admits them')
  const advice = 'build it with --gated, and bring it to the devices by mycel rollout create'
  return open('gate', 'no rollout holds it back: every device takes it at once', advice)
}

async function keysLine({ keys }: PreflightInput, { trusted }: ReleaseToCheck): Promise<ChecklistLine> {
  const problems: string[] = []
  for (const role of ['targets', 'snapshot', 'timestamp', 'rollouts'] as const) {
    const problem = await keyProblem(keys, role, trusted)
    if (problem !== undefined) problems.push(problem)
  }
  if (problems.length === 0) return passed('keys', 'targets, snapshot, timestamp and rollouts are the trusted ones')
  return failed('keys', problems.join('; '), `'mycel keys show ${keys}' prints the ids of the keys that are there`)
}

async function keyProblem(keys: string, role: KeyRole, trusted: TrustedMetadata): Promise<string | undefined> {
  try {
    const key = await findKey(keys, role)
    if (key === undefined) return `${role}.key is missing`
    return namedKeys(trusted, role).includes(key.keyId) ? undefined : `${role}.key is not the one that is trusted`
  } catch (error) {
    if (error instanceof ExpectedError) return messageOf(error)
    throw error
  }
}

/** The ids of the keys that devices believe in a role: root.json names them, those of rollouts the list of targets. */
function namedKeys({ root, targets }: TrustedMetadata, role: KeyRole): readonly string[] {
  if (role === rolloutsRole) return targets?.metadata.signed.delegations?.roles?.[rolloutsRole]?.keyIDs ?? []
  return root.metadata.signed.roles[role]?.keyIDs ?? []
}

function expiryLine({ now }: PreflightInput, { trusted }: ReleaseToCheck): ChecklistLine {
  const expiries = metadataExpiries(trusted)
  const late = expiries.filter((expiry) => freshness(expiry, now) !== 'good')
  const textOf = (expiry: MetadataExpiry): string => expiryText(expiry, now).replaceAll(/ {2,}/g, ' ')
  const first = expiries.toSorted((a, b) => Date.parse(a.expires) - Date.parse(b.expires))[0]
  if (late.length === 0) {
    return passed('expiry', first === undefined ? 'nothing expires' : `the first to end is ${textOf(first)}`)
  }
  const found = late.map(textOf).join('; ')
  return failed(
    'expiry',
    found,
    'sign root and targets anew with the offline keys; a running tracker renews the others',
  )
}
