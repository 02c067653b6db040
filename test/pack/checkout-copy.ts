import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'

const root = resolve(import.meta.dirname, '../..')

/** What of this repository packing reads. */
const sources = [
  ...['package.json', 'tsconfig.json', 'tsconfig.build.json', 'LICENSE', 'README.md', 'mycel.ts'],
  ...['core', 'adapters', 'node', 'tracker', 'sim', 'docs', 'test/scripts'],
]

/** The commit that is checked out in every copy. */
export const copiedCommit = '0123456789abcdef0123456789abcdef01234567'

/**
 * A checkout in a temporary directory, with the files of this one. Packing changes a checkout while it lasts, and
 * this one has other work to do.
 */
export class CheckoutCopy {
  readonly directory: string

  private constructor(directory: string) {
    this.directory = directory
  }

  /** Makes a copy that is removed after the test, or after whatever else `owner` is. */
  static make(owner: { after(remove: () => void): void }): CheckoutCopy {
    const copy = new CheckoutCopy(mkdtempSync(join(tmpdir(), 'mycel-pack-')))
    owner.after(() => rmSync(copy.directory, { recursive: true, force: true }))
    for (const path of sources) cpSync(join(root, path), join(copy.directory, path), { recursive: true })
    symlinkSync(join(root, 'node_modules'), join(copy.directory, 'node_modules'))
    copy.write('.git/HEAD', 'ref: refs/heads/main\n')
    copy.write('.git/refs/heads/main', `${copiedCommit}\n`)
    return copy
  }

  /** The text of a file. */
  read(path: string): string {
    return readFileSync(join(this.directory, path), 'utf8')
  }

  /** Writes a file, with the folders it is in. */
  write(path: string, text: string): void {
    mkdirSync(dirname(join(this.directory, path)), { recursive: true })
    writeFileSync(join(this.directory, path), text)
  }
}
