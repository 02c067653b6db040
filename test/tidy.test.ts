import assert from 'node:assert/strict'
import { existsSync, globSync, readFileSync } from 'node:fs'
import { basename, dirname, join, resolve } from 'node:path'
import { test } from 'node:test'

const root = resolve(import.meta.dirname, '..')

/** The most lines of one file. */
const linesMax = 300

/** The most source files of one folder: "about a dozen". */
const folderFilesMax = 13

interface Source {
  readonly path: string
  readonly text: string
}

/** Every file that somebody wrote: all but what protons makes of a `.proto`. */
const sources: readonly Source[] = globSync(['*.ts', '{core,adapters,node,tracker,sim,test}/**/*.{ts,grit,proto}'], {
  cwd: root,
})
  .filter((path) => !path.endsWith('wire.d.ts'))
  .sort()
  .map((path) => ({ path, text: readFileSync(join(root, path), 'utf8') }))

const rooms = sources.filter(({ path }) => path.endsWith('.ts') && !path.startsWith('test/'))

/** Where `pattern` matches: `path:line`. */
function placesOf(pattern: RegExp, files: readonly Source[]): readonly string[] {
  return files.flatMap(({ path, text }) =>
    text.split('\n').flatMap((line, index) => (pattern.test(line) ? [`${path}:${index + 1}`] : [])),
  )
}

test('no file is longer than 300 lines', () => {
  const long = sources.filter(({ text }) => text.trimEnd().split('\n').length > linesMax)

  assert.deepEqual(
    long.map(({ path }) => path),
    [],
  )
})

test('no folder has more files than a reader can keep in mind', () => {
  const folders = Map.groupBy(sources, ({ path }) => dirname(path))

  const full = [...folders].filter(([, files]) => files.length > folderFilesMax)

  assert.deepEqual(
    full.map(([folder, files]) => `${folder}: ${files.length}`),
    [],
  )
})

test('every export of a room has a sentence that says what it is', () => {
  const bare = rooms.flatMap(({ path, text }) => undocumentedExports(text).map((name) => `${path}: ${name}`))

  assert.deepEqual(bare, [])
})

/** Names of exports with no comment above. The second and later signatures of an overload need none. */
function undocumentedExports(text: string): readonly string[] {
  const names: string[] = []
  let above = ''
  for (const line of text.split('\n')) {
    const name = exportedName(line)
    if (name !== undefined && !above.endsWith('*/') && exportedName(above) !== name) names.push(name)
    above = line
  }
  return names
}

function exportedName(line: string): string | undefined {
  return /^export (?:declare |abstract |async )*(?:function\*?|class|const|let|interface|type) (\w+)/.exec(line)?.[1]
}

test('no test is left as the only one that runs', () => {
  const left = placesOf(/\b(?:test|it|describe|suite)\.only\b|\bonly: tru[e]\b/, sources)

  assert.deepEqual(left, [])
})

test('nothing is left for later in a comment', () => {
  const left = placesOf(/\b(?:TO[D]O|FIX[M]E|XX[X])\b/, sources)

  assert.deepEqual(left, [])
})

test('file names are in kebab case', () => {
  const odd = sources.filter(({ path }) => !/^[a-z0-9]+(?:-[a-z0-9]+)*(?:\.test)?\.[a-z]+$/.test(basename(path)))

  assert.deepEqual(
    odd.map(({ path }) => path),
    [],
  )
})

const architecture = join(root, 'docs/architecture.md')

test('every effect is named in docs/architecture.md', { skip: !existsSync(architecture) && 'not yet written' }, () => {
  const document = readFileSync(architecture, 'utf8')

  const unnamed = rooms.flatMap(({ path, text }) =>
    effectsIn(text)
      .filter((effect) => !document.includes(`\`${effect}\``))
      .map((effect) => `${path}: ${effect}`),
  )

  assert.deepEqual(unnamed, [])
})

test('the effects of an engine are found in its contract', () => {
  const contract = sources.find(({ path }) => path === 'core/exchange/contract.ts')

  const effects = effectsIn(contract?.text ?? '')

  assert.deepEqual(effects, [
    'send',
    'meet',
    'fetch',
    'cancel',
    'deliver',
    'serve',
    'refuse',
    'release',
    'ban',
    'distrust',
  ])
})

/** The `type` of every case of the unions whose name ends in Effect. */
function effectsIn(text: string): readonly string[] {
  const unions = text.match(/^export type \w*Effect =[\s\S]*?(?=\n\n|\n$)/gm) ?? []
  const cases = unions.flatMap((union) => [...union.matchAll(/\|\s*\{\s*readonly type: '([\w-]+)'/g)])
  return cases.map((match) => match[1] ?? '')
}

test('no file tells from which registry the packages come', () => {
  const manifests = ['package.json', 'package-lock.json'].map((path) => ({
    path,
    text: readFileSync(join(root, path), 'utf8'),
  }))

  const told = placesOf(/"resolved":|registry\.|_authToken/, manifests)

  assert.deepEqual(told, [])
})
