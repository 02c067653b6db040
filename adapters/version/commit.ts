import { readFileSync } from 'node:fs'
import { join } from 'node:path'

/**
 * The commit that is checked out in `directory`, as 40 (SHA-256 repositories: 64) hex characters; undefined where
 * that is no checkout of its own. Reads the files of `gitrepository-layout(5)`, so that no git needs to be there.
 */
export function readCommit(directory: string): string | undefined {
  const repository = join(directory, '.git')
  const head = readText(join(repository, 'HEAD'))
  const branch = /^ref: (.+)$/.exec(head)?.[1]
  const commit = branch === undefined ? head : looseCommit(repository, branch) || packedCommit(repository, branch)
  return /^[0-9a-f]{40,64}$/.test(commit) ? commit : undefined
}

function looseCommit(repository: string, branch: string): string {
  return readText(join(repository, branch))
}

/** `packed-refs` has a line `COMMIT REF` for each branch that has no file. */
function packedCommit(repository: string, branch: string): string {
  const lines = readText(join(repository, 'packed-refs')).split('\n')
  return lines.find((line) => line.endsWith(` ${branch}`))?.split(' ')[0] ?? ''
}

/** The text of a file, without white space around it; empty where it cannot be read. */
function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8').trim()
  } catch {
    return ''
  }
}
