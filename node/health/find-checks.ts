import { readdir, readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { hasCode } from '#adapters/file/durable-file.ts'

/** One check of a device's health: a command, or a URL that is to answer. */
export type HealthCheck =
  | { readonly type: 'command'; readonly name: string; readonly path: string }
  | { readonly type: 'url'; readonly name: string; readonly url: string }
  /** A check that cannot be made, and why. */
  | { readonly type: 'broken'; readonly name: string; readonly problem: string }

/** The most checks of a device. */
const checksMax = 32

/** The largest file with URLs, in bytes. */
const urlFileBytesMax = 4096

/**
 * The checks in a folder, in the order of their names: executable files, and files `*.http` with a URL on each line.
 * Others, and hidden ones, are none. Without the folder there are none; one that others may write to is not obeyed.
 */
export async function findChecks(directory: string): Promise<readonly HealthCheck[]> {
  if (isWritableByAll((await describe(directory)).mode)) return [writableByAll(directory, directory)]
  const names = await namesIn(directory)
  const found = await Promise.all(names.map((name) => checksOf(name, join(directory, name))))
  const checks = found.flat()
  if (checks.length <= checksMax) return checks
  const problem = `there are ${checks.length} checks, at most ${checksMax} are run: put some of them together`
  return [{ type: 'broken', name: directory, problem }]
}

async function namesIn(directory: string): Promise<readonly string[]> {
  try {
    return (await readdir(directory)).filter((name) => !name.startsWith('.')).sort()
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return []
    throw error
  }
}

async function checksOf(name: string, path: string): Promise<readonly HealthCheck[]> {
  const { mode, size, isFile } = await describe(path)
  const isUrls = name.endsWith('.http')
  if (!isFile || !(isUrls || (mode & 0o111) !== 0)) return []
  if (isWritableByAll(mode)) return [writableByAll(name, path)]
  if (!isUrls) return [{ type: 'command', name, path }]
  if (size > urlFileBytesMax) {
    return [{ type: 'broken', name, problem: `${path} is longer than ${urlFileBytesMax} bytes` }]
  }
  return urlChecks(name, (await readFile(path, 'utf8')).split('\n'))
}

/** The checks of URLs, one a line; empty lines and those that begin with `#` are none. */
export function urlChecks(name: string, lines: readonly string[]): readonly HealthCheck[] {
  const urls = lines.map((line) => line.trim()).filter((line) => line !== '' && !line.startsWith('#'))
  return urls.map((url): HealthCheck => {
    const isUrl = URL.canParse(url) && /^https?:/.test(url)
    return isUrl
      ? { type: 'url', name, url }
      : { type: 'broken', name, problem: `${JSON.stringify(url.slice(0, 80))} is no URL with http or https` }
  })
}

function isWritableByAll(mode: number): boolean {
  return (mode & 0o002) !== 0
}

function writableByAll(name: string, path: string): HealthCheck {
  return { type: 'broken', name, problem: `everybody may write to ${path}: take that right away by chmod o-w` }
}

async function describe(path: string): Promise<{ mode: number; size: number; isFile: boolean }> {
  try {
    const found = await stat(path)
    return { mode: found.mode, size: found.size, isFile: found.isFile() }
  } catch (error) {
    // A link that leads nowhere.
    if (hasCode(error, 'ENOENT')) return { mode: 0, size: 0, isFile: false }
    throw error
  }
}
