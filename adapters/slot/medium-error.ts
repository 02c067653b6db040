import { UserError } from '#core/errors.ts'

/** A file, partition or flash that mycel must read or write does not let it. */
export class MediumError extends UserError {
  readonly path: string
  /** The error code of the system, such as `ENOSPC`. */
  readonly code: string

  constructor(path: string, code: string, problem: string, cause: unknown) {
    super(`${path}: ${problem}`, { cause })
    this.path = path
    this.code = code
  }
}

const problems: Readonly<Record<string, string>> = {
  EACCES: 'this user may not use it; give it to the user that mycel runs as',
  EBUSY: 'it is in use; unmount it, and see that no other program writes to it',
  EDQUOT: 'the disk quota is used up; raise it or free space',
  EEXIST: 'something else has this name; move it away, or use another place',
  EIO: 'the medium fails; look at the kernel log and replace it',
  EISDIR: 'it is a directory; name a file or a partition',
  ENOENT: 'it does not exist; correct the path in node.toml, or create it with `mycel node provision`',
  ENOSPC: 'its file system is full; free space, or use a partition of its own',
  ENOTDIR: 'a part of the path is a file; move it away, or use another place',
  ENXIO: 'there is no such device; correct the path in node.toml',
  EPERM: 'the system forbids it; see that it is not write-protected or immutable',
  EROFS: 'it is on a file system that is mounted read-only; mount it writable, or use another place',
}

/** What failed on `path`, with advice where the cause is known; anything else stays as it is. */
export function mediumError(path: string, cause: unknown): unknown {
  const code = (cause as NodeJS.ErrnoException | undefined)?.code
  const problem = code === undefined ? undefined : problems[code]
  return code === undefined || problem === undefined ? cause : new MediumError(path, code, problem, cause)
}

/** Runs work on `path` and names it, with advice, in what it rejects with. */
export async function onMedium<Result>(path: string, work: () => Promise<Result>): Promise<Result> {
  try {
    return await work()
  } catch (cause) {
    throw mediumError(path, cause)
  }
}
