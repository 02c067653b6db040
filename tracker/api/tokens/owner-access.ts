import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { createFile } from '#adapters/file/durable-file.ts'

/** How the owner of a state directory reaches the API of the tracker that runs there. */
export interface OwnerAccess {
  /** `http://127.0.0.1:8480`. */
  readonly url: string
  readonly token: string
}

/** The file of a state directory in which {@link OwnerAccess} stands, as JSON. */
export function ownerAccessFile(stateDirectory: string): string {
  return join(stateDirectory, 'owner-access.json')
}

/** Writes it where only the user of the tracker can read it, in the place of the one that a tracker before left. */
export async function writeOwnerAccess(stateDirectory: string, access: OwnerAccess): Promise<void> {
  const path = ownerAccessFile(stateDirectory)
  await rm(path, { force: true })
  await createFile(path, Buffer.from(`${JSON.stringify(access)}\n`), 0o600)
}

/** Takes it away: its token ends with the tracker. */
export async function removeOwnerAccess(stateDirectory: string): Promise<void> {
  await rm(ownerAccessFile(stateDirectory), { force: true })
}
