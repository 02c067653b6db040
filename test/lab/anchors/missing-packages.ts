import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import type { AnchorNeed } from './anchor.ts'

const run = promisify(execFile)

/** The Debian packages of what is needed and not there. */
export async function missingPackages(needs: readonly AnchorNeed[]): Promise<readonly string[]> {
  const found = await Promise.all(needs.map(isThere))
  return [...new Set(needs.filter((_, index) => !found[index]).map((need) => need.package))]
}

async function isThere({ probe: [command = '', ...words] }: AnchorNeed): Promise<boolean> {
  return await run(command, words).then(
    () => true,
    () => false,
  )
}
