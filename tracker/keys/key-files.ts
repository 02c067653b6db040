import { access, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { createFile, makeDirectory } from '#adapters/file/durable-file.ts'
import { createKeyFile, readKeyFile } from '#adapters/keys/key-file.ts'
import { messageOf, UserError } from '#core/errors.ts'
import type { SigningKey } from '#core/identity/signing-key.ts'
import { makeRoot } from '#tracker/keys/make-root.ts'

/** What the vendor signs with: the four roles of TUF, rollouts, the device authority, and the identity of the tracker. */
export const keyRoles = ['root', 'targets', 'authority', 'snapshot', 'timestamp', 'rollouts', 'tracker'] as const

/** One of {@link keyRoles}. */
export type KeyRole = (typeof keyRoles)[number]

/** The file of a key in a folder of keys. */
export function keyFile(directory: string, role: KeyRole): string {
  return join(directory, `${role}.key`)
}

/** The first root metadata in a folder of keys: the repository begins with it, and every device is provisioned with it. */
export function rootFile(directory: string): string {
  return join(directory, 'root.json')
}

/** The bytes of that file. Throws {@link UserError} where it cannot be read. */
export async function readRootFile(directory: string): Promise<Uint8Array> {
  try {
    return await readFile(rootFile(directory))
  } catch (cause) {
    const advice = 'make keys with mycel keys init'
    throw new UserError(`${rootFile(directory)} cannot be read (${messageOf(cause)}): ${advice}`, { cause })
  }
}

/**
 * Makes a key for every role and the root.json that names them, in a folder that has none of these
 * files. Throws {@link UserError} where there is one: nothing is overwritten.
 */
export async function initialiseKeys(directory: string, now: Date = new Date()): Promise<void> {
  for (const file of [...keyRoles.map((role) => keyFile(directory, role)), rootFile(directory)]) {
    if (await isThere(file)) throw alreadyThere(file)
  }
  await makeDirectory(directory)
  const made = new Map<KeyRole, SigningKey>()
  for (const role of keyRoles) made.set(role, await createKeyFile(keyFile(directory, role)))
  const keys = Object.fromEntries(made) as Record<KeyRole, SigningKey>
  await createFile(rootFile(directory), makeRoot(keys, now), 0o644)
}

/** The key of a role, in a folder that {@link initialiseKeys} made. Throws {@link UserError}. */
export function loadKey(directory: string, role: KeyRole): Promise<SigningKey> {
  return readKeyFile(keyFile(directory, role))
}

/** The key of a role, or undefined where its file is not in the folder. Throws {@link UserError} on a damaged one. */
export async function findKey(directory: string, role: KeyRole): Promise<SigningKey | undefined> {
  return (await isThere(keyFile(directory, role))) ? await loadKey(directory, role) : undefined
}

/** The roles whose keys are in a folder: all of them where they were made, four on the tracker. */
export async function rolesIn(directory: string): Promise<readonly KeyRole[]> {
  const found: KeyRole[] = []
  for (const role of keyRoles) if (await isThere(keyFile(directory, role))) found.push(role)
  return found
}

function alreadyThere(file: string): UserError {
  const advice = 'name an empty folder, or move the old keys away if nothing is signed with them'
  return new UserError(`${file} exists, and keys are never overwritten: ${advice}`)
}

async function isThere(file: string): Promise<boolean> {
  try {
    await access(file)
    return true
  } catch {
    return false
  }
}
