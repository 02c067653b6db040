import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { after, test } from 'node:test'
import type { Manifest } from '#test/scripts/packed-manifest.ts'
import { CheckoutCopy, copiedCommit } from './checkout-copy.ts'
import { runProgram } from './run-program.ts'

/** One package, unpacked below its checkout: so it finds the packages that it depends on. */
const checkout = CheckoutCopy.make({ after })
const manifestBefore = checkout.read('package.json')
const { version } = JSON.parse(manifestBefore) as { readonly version: string }
const packing = runProgram(checkout, 'npm', 'pack')
assert.equal(packing.exitCode, 0, packing.errors)
const listing = runProgram(checkout, 'tar', 'xvzf', `mycel-${version}.tgz`)
const directory = join(checkout.directory, 'package')
const paths = listing.output
  .trimEnd()
  .split('\n')
  .map((line) => line.replace(/^package\//, ''))
const manifest = JSON.parse(readFileSync(join(directory, 'package.json'), 'utf8')) as Manifest
const code = paths
  .filter((path) => path.endsWith('.js'))
  .map((path) => ({ path, text: readFileSync(join(directory, path), 'utf8') }))

/** Everything but types that packed code names as `from '…'`, `import('…')`, or a file of its own as `'#room/….ts'`. */
const named = code.flatMap(({ text }) =>
  [
    ...text
      .replaceAll(/@import \{[^}]*\} from '[^']*'/g, '')
      .matchAll(/(?:from |import |import\()'([^']+)'|'(#[^']+\.ts)'/g),
  ].map(([, module, file]) => module ?? file ?? ''),
)

test('a pack leaves the checkout as it was', () => {
  assert.equal(checkout.read('package.json'), manifestBefore)
  assert.equal(existsSync(join(checkout.directory, 'package.json.checkout')), false)
  assert.equal(existsSync(join(checkout.directory, 'dist')), false)
})

test('a package holds compiled files, the scenarios, the dashboard, the units and the license, and nothing else', () => {
  const expected =
    /^(LICENSE|README\.md|package\.json|docs\/systemd\/mycel-\w+\.service|dist\/(mycel|(core|adapters|node|tracker|sim)\/[\w/-]+)\.js|dist\/sim\/scenarios\/[\w.-]+|dist\/tracker\/web\/page\/[\w-]+\.(html|css|svg))$/

  const unexpected = paths.filter((path) => !expected.test(path))

  assert.deepEqual(unexpected, [])
  assert.ok(paths.includes('dist/mycel.js'))
})

test('a packed manifest has nothing to run or to build, and no Node.js', () => {
  const fields = ['scripts', 'devDependencies', 'private', 'allowScripts', 'config']

  const foreign = fields.filter((field) => field in manifest)

  assert.deepEqual(foreign, [])
  assert.deepEqual(Object.keys(manifest.optionalDependencies ?? {}), ['bsdiff-node'])
  assert.deepEqual(manifest.bin, { mycel: './dist/mycel.js' })
})

test('a packed manifest finds the code of every room in dist/', () => {
  const { '#package.json': itself, ...rooms } = manifest.imports

  const elsewhere = Object.values(rooms).filter(
    (path) => !/^\.\/dist\/(core|adapters|node|tracker|sim)\/\*\.js$/.test(path),
  )

  assert.deepEqual(elsewhere, [])
  assert.equal(itself, './package.json')
})

test('every file that packed code names is in the package', () => {
  const own = named.filter((name) => name.startsWith('#'))

  const missing = own.filter((name) => !paths.includes(`dist/${name.slice(1).replace(/\.[jt]s$/, '.js')}`))

  assert.ok(own.some((name) => name.endsWith('-worker.ts')))
  assert.deepEqual(missing, [])
})

test('every package that packed code imports is a dependency, but what unpacks the firmware of the demo', () => {
  const packages = named
    .filter((name) => /^[@\w]/.test(name) && !name.startsWith('node:'))
    .map((name) => name.split('/', name.startsWith('@') ? 2 : 1).join('/'))

  const missing = packages.filter((name) => !(name in (manifest['dependencies'] as object)))

  assert.deepEqual(missing, ['fflate'])
})

test('a package names no place of the machine that made it, and no source map', () => {
  const places = [resolve(import.meta.dirname, '../..'), checkout.directory, 'sourceMappingURL']

  const telling = code.filter(({ text }) => places.some((place) => text.includes(place)))

  assert.deepEqual(
    telling.map(({ path }) => path),
    [],
  )
})

test('a packed mycel names the commit that it was made from', () => {
  const { output } = runProgram({ directory }, 'node', 'dist/mycel.js', '--version')

  assert.equal(output, `mycel ${version} (commit ${copiedCommit.slice(0, 7)}), format 1, wire 1, ranking 1\n`)
})

test('a packed mycel has its scenarios, and the schema that they name', () => {
  const { output, errors, exitCode } = runProgram({ directory }, 'node', 'dist/mycel.js', 'sim', 'list')

  assert.equal(exitCode, 0, errors)
  assert.match(output, /^flash-crowd +Ten thousand devices/m)
  assert.ok(paths.includes('dist/sim/scenarios/scenario.schema.json'))
})

test('a packed demo without images says what it needs', () => {
  const environment = { TMPDIR: checkout.directory }

  const { exitCode, errors } = runProgram({ directory, environment }, 'node', 'dist/mycel.js', 'demo')

  assert.equal(exitCode, 1)
  assert.match(errors, /^mycel: .*give two images of your own by --image OLD NEW\n$/)
})
