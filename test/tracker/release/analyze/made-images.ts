import { execFileSync, spawnSync } from 'node:child_process'
import { mkdir, readFile, utimes, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { noise } from '#test/core/delta/sample-images.ts'

/** The tools of file systems are not on the path of every user. */
const environment = { ...process.env, PATH: `${process.env['PATH']}:/usr/sbin:/sbin` }

/** Why a test that needs a tool is left out here; false where it can run. */
export function missing(tool: 'mke2fs' | 'mksquashfs'): string | false {
  const { error } = spawnSync(tool, ['-version'], { env: environment, stdio: 'ignore' })
  return error === undefined ? false : `${tool} is not installed`
}

/** The files of a tree by their paths. */
export type Tree = Readonly<Record<string, Uint8Array | string>>

/** A tree with small files, a large one, and more names in one directory than one block has. */
export function sampleTree(): Record<string, Uint8Array | string> {
  const many = Array.from({ length: 300 }, (_, number) => [`many/file-with-a-long-name-${number}`, `${number}`])
  return {
    'etc/motd': 'welcome',
    'usr/lib/large.so': noise(400_000),
    'usr/bin/tool': noise(70_000, 7),
    ...Object.fromEntries(many),
  }
}

/** Writes a tree below a directory, its files all of one time. */
export async function writeTree(directory: string, tree: Tree): Promise<string> {
  for (const [path, content] of Object.entries(tree)) {
    await mkdir(dirname(join(directory, path)), { recursive: true })
    await writeFile(join(directory, path), content)
    await utimes(join(directory, path), buildTime, buildTime)
  }
  return directory
}

/** Packs a directory into ext2, ext3 or ext4 and returns the image. The same tree makes the same image but for `more`. */
export async function makeExt(directory: string, more: readonly string[] = []): Promise<Uint8Array> {
  const image = `${directory}.ext4`
  const uuid = '6d79636c-0000-4000-8000-000000000001'
  const fixed = ['-q', '-F', '-U', uuid, '-E', `hash_seed=${uuid}`, '-d', directory]
  execFileSync('mke2fs', [...fixed, ...more, image, '4M'], { env: fixedTime, stdio: 'pipe' })
  return new Uint8Array(await readFile(image))
}

/** Packs a directory into squashfs and returns the image. */
export async function makeSquashfs(directory: string, more: readonly string[] = []): Promise<Uint8Array> {
  const image = `${directory}.squashfs`
  const fixed = ['-noappend', '-quiet', '-no-progress', '-all-root']
  execFileSync('mksquashfs', [directory, image, ...fixed, ...more], { env: fixedTime, stdio: 'pipe' })
  return new Uint8Array(await readFile(image))
}

/** When all images are built, in seconds since 1970. */
const buildTime = 1_750_000_000

/** e2fsprogs before 1.47.1 know the second name only. */
const fixedTime = { ...environment, SOURCE_DATE_EPOCH: `${buildTime}`, E2FSPROGS_FAKE_TIME: `${buildTime}` }
