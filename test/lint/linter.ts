import { spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { check } from '#core/check.ts'

const root = resolve(import.meta.dirname, '../..')

/** What of this repository decides how lint judges a file. */
const configuration = ['biome.json', 'package.json', '.gitignore', 'test/lint']

/** One objection of the linter. `rule` is the last part of the rule's name, `plugin` for those of `test/lint/*.grit`. */
export interface Objection {
  readonly file: string
  readonly rule: string
  readonly message: string
}

/** Lints files, given by path and text, as if they stood in this repository. The repository itself is not touched. */
export function lint(files: ReadonlyMap<string, string>): readonly Objection[] {
  const folder = mkdtempSync(join(tmpdir(), 'mycel-lint-'))
  try {
    for (const path of configuration) cpSync(join(root, path), join(folder, path), { recursive: true })
    symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'))
    for (const [path, text] of files) {
      mkdirSync(join(folder, dirname(path)), { recursive: true })
      writeFileSync(join(folder, path), text)
    }
    return objectionsOf(runBiome(folder))
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

function runBiome(folder: string): string {
  const biome = join(root, 'node_modules/@biomejs/biome/bin/biome')
  const flags = ['lint', '--reporter=json', '--max-diagnostics=none', '.']
  const { stdout, stderr } = spawnSync(process.execPath, [biome, ...flags], { cwd: folder, encoding: 'utf8' })
  check(stdout.startsWith('{'), `biome reports JSON, not ${JSON.stringify(stderr.slice(0, 2000))}`)
  return stdout
}

interface BiomeReport {
  readonly diagnostics: readonly {
    readonly severity: string
    readonly category: string
    readonly message: string
    readonly location: { readonly path: string }
  }[]
}

function objectionsOf(report: string): readonly Objection[] {
  const { diagnostics } = JSON.parse(report) as BiomeReport
  return diagnostics
    .filter(({ severity }) => severity === 'error')
    .map(({ category, message, location }) => ({
      file: location.path,
      rule: category.slice(category.lastIndexOf('/') + 1),
      message,
    }))
}
