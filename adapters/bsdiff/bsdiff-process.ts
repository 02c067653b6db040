import { type ExecFileException, execFile } from 'node:child_process'
import { createRequire } from 'node:module'
import { type Bsdiff40Refused, refused } from '#adapters/bsdiff/bsdiff40-result.ts'
import { UserError } from '#core/errors.ts'

/** What one run of bsdiff-node may use. */
export interface BsdiffLimits {
  /** How long it may take, in ms. */
  readonly timeoutMs: number
  /** Memory of its own that it may write to (RLIMIT_DATA), in bytes: Node.js 24 needs 26 MB before it has read anything. */
  readonly memoryBytes: number
  /** The longest file that it may write, in bytes. */
  readonly outputBytesMax: number
}

/** How a run ended: with its file written, or why not. */
export type BsdiffEnd = { readonly type: 'written' } | Bsdiff40Refused

/** The exit code that says that the addon cannot be loaded; 1 says that it refuses its files. */
const notLoadedCode = 3

/**
 * What the process runs. Files have short names in its working directory: bsdiff-node writes paths into a buffer of
 * 1024 bytes. It stands here as text because without a compiler ({@link frugalFlags}) Node.js reads no TypeScript.
 */
const program = `
const [addon, verb] = process.argv.slice(1)
function run(work, code) {
  try {
    return work()
  } catch (error) {
    process.stderr.write(String(error?.message ?? error))
    process.exit(code)
  }
}
const bsdiff = run(() => require(addon), ${notLoadedCode})
if (verb !== undefined) run(() => bsdiff[verb]('old', 'new', 'patch'), 1)
`

/** Without a compiler and its threads V8 takes 26 MB of memory of its own instead of 574, so that a limit on it bites. */
const frugalFlags = ['--jitless', '--v8-pool-size=0']

/**
 * The limits of POSIX's `ulimit`, to which the kernel holds the process even when mycel has died: no core file, memory in
 * KiB, file length in blocks of 512 bytes, processor time in s. One that is tighter already stays as it is.
 */
const limitedRun = '{ ulimit -c 0; ulimit -d "$1"; ulimit -f "$2"; ulimit -t "$3"; } 2>/dev/null; shift 3; exec "$@"'

/** How much of what the process says is read, in bytes. */
const saidBytesMax = 4096

/**
 * Runs bsdiff-node over the files `old`, `new` and `patch` of a directory: `diff` writes `patch`, `patch` writes `new`.
 * It runs in a process of its own, since it cannot be stopped and leaks on errors. Throws {@link UserError} where it cannot
 * be loaded.
 */
export async function runBsdiff(directory: string, verb: 'diff' | 'patch', limits: BsdiffLimits): Promise<BsdiffEnd> {
  return await runProcess(directory, [addonPath(), `${verb}Sync`], limits)
}

/**
 * Throws {@link UserError} with what to do where bsdiff-node, or the module that is named in its place, cannot be
 * loaded: asked before any work is done for it.
 */
export async function requireBsdiff(module?: string): Promise<void> {
  const end = await runProcess('/', [module ?? addonPath()], loadLimits)
  if (end.type === 'refused') throw notInstalled(end.problem)
}

const loadLimits: BsdiffLimits = { timeoutMs: 10_000, memoryBytes: 64 * 1024 * 1024, outputBytesMax: 0 }

function runProcess(directory: string, words: readonly string[], limits: BsdiffLimits): Promise<BsdiffEnd> {
  const { timeoutMs, memoryBytes, outputBytesMax } = limits
  const numbers = [memoryBytes / 1024, outputBytesMax / 512, timeoutMs / 1000].map((value) => String(Math.ceil(value)))
  const node = [process.execPath, ...frugalFlags, '--eval', program, '--', ...words]
  const options = {
    cwd: directory,
    env: {},
    timeout: timeoutMs,
    killSignal: 'SIGKILL',
    maxBuffer: saidBytesMax,
  } as const
  return new Promise((resolve, reject) => {
    execFile('/bin/sh', ['-c', limitedRun, 'sh', ...numbers, ...node], options, (error, _output, said) => {
      try {
        resolve(error === null ? { type: 'written' } : explainEnd(error, { said, timeoutMs }))
      } catch (problem) {
        reject(problem)
      }
    })
  })
}

/** Where bsdiff-node is installed. Its native part is loaded by the process alone. */
function addonPath(): string {
  try {
    return createRequire(import.meta.url).resolve('bsdiff-node')
  } catch (cause) {
    throw notInstalled('it is not in node_modules', cause)
  }
}

function explainEnd(
  error: ExecFileException,
  { said, timeoutMs }: { readonly said: string; readonly timeoutMs: number },
): Bsdiff40Refused {
  if (error.killed === true || error.signal === 'SIGXCPU') {
    return refused('too-slow', `bsdiff-node took longer than ${timeoutMs / 1000} s over it`)
  }
  if (error.signal != null) return refused('crashed', `the process of bsdiff-node died of ${error.signal}`)
  if (error.code === notLoadedCode) throw notInstalled(said, error)
  if (error.code === 1) return refused('failed', `bsdiff-node says: ${said}`)
  if (typeof error.code === 'number') return refused('crashed', `the process of bsdiff-node ended with ${error.code}`)
  throw error
}

function notInstalled(problem: string, cause?: unknown): UserError {
  const [firstLine] = problem.split('\n')
  const finding = `bsdiff-node, which makes and applies BSDIFF40 patches, cannot be loaded (${firstLine})`
  const advice = 'run npm install where python3, make and g++ are, or do without BSDIFF40 patches'
  return new UserError(`${finding}: ${advice}`, { cause })
}
