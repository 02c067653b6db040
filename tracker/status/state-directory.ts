import { resolve } from 'node:path'

/** Where the tracker of a repository keeps its state unless told otherwise: the repository with `.state` behind it. Absolute. */
export function defaultStateDirectory(repository: string): string {
  return `${resolve(repository)}.state`
}
