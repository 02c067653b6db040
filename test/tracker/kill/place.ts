import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { readSeed } from '#adapters/keys/key-file.ts'
import type { SigningKey } from '#core/identity/signing-key.ts'
import { quickly } from '#test/bench/api/bench-devices.ts'
import { releaseTarget } from '#test/tracker/release/repository-fixture.ts'
import { initialiseKeys, keyFile, loadKey, rootFile } from '#tracker/keys/key-files.ts'
import { loadSigners } from '#tracker/keys/load-signers.ts'
import { Repository } from '#tracker/release/repository.ts'

/** The folders of a tracker. */
export interface TrackerPlace {
  readonly repository: string
  readonly keys: string
  readonly state: string
  /** What certifies its devices. */
  readonly authority: SigningKey
}

/** The version that is rolled out. */
export const rolledOutVersion = '1.1.0'

/** Makes keys and a repository with one release. */
export async function makePlace(directory: string): Promise<TrackerPlace> {
  const keys = join(directory, 'keys')
  await initialiseKeys(keys)
  const repository = await Repository.openOrCreate(join(directory, 'repository'), await readFile(rootFile(keys)))
  const signers = await loadSigners(keys)
  await repository.publish({ targets: [releaseTarget(rolledOutVersion)], signers, now: new Date() })
  const authority = quickly(await loadKey(keys, 'authority'), await readSeed(keyFile(keys, 'authority')))
  return { repository: repository.directory, keys, state: join(directory, 'state'), authority }
}
