import assert from 'node:assert/strict'
import { before, test } from 'node:test'
import { lint, type Objection } from './linter.ts'

/** A file that lint must object to, by which rule, and its nearest clean relative. */
interface Planting {
  readonly claim: string
  readonly folder: string
  readonly offence: string
  readonly rule: string
  readonly clean: string
}

/** Every arrow that `design.md` does not draw, from the room on the left, beside one that it does. */
const forbiddenArrows: readonly (readonly [room: string, forbidden: string, allowed: string])[] = [
  ['core', '#adapters/real.ts', '#core/real.ts'],
  ['core', '#node/engine/real.ts', './real.ts'],
  ['core', '#tracker/engine/real.ts', 'semver/functions/valid.js'],
  ['core', '#sim/real.ts', '@tufjs/models/dist/role.js'],
  ['core', 'libp2p', 'protons-runtime'],
  ['adapters', '#node/real.ts', '#adapters/real.ts'],
  ['adapters', '#tracker/real.ts', '#core/real.ts'],
  ['adapters', '#sim/real.ts', 'libp2p'],
  ['node', '#tracker/real.ts', '#adapters/real.ts'],
  ['node', '#sim/real.ts', '#node/engine/real.ts'],
  ['node', '#test/real.ts', '#core/real.ts'],
  ['node/engine', '#adapters/real.ts', '#core/real.ts'],
  ['node/engine', '#node/real.ts', '#node/engine/real.ts'],
  ['node/engine', '#tracker/engine/real.ts', './real.ts'],
  ['node/engine', 'level', '#core/exchange/real.ts'],
  ['tracker', '#node/real.ts', '#adapters/real.ts'],
  ['tracker', '#node/engine/real.ts', '#tracker/engine/real.ts'],
  ['tracker', '#sim/real.ts', '#core/real.ts'],
  ['tracker/engine', '#adapters/real.ts', '#core/real.ts'],
  ['tracker/engine', '#tracker/real.ts', '#tracker/engine/real.ts'],
  ['tracker/engine', '#node/engine/real.ts', './real.ts'],
  ['sim', '#adapters/real.ts', '#core/real.ts'],
  ['sim', '#node/real.ts', '#node/engine/real.ts'],
  ['sim', '#tracker/real.ts', '#tracker/engine/real.ts'],
  ['sim/full', '#node/run.ts', '#node/install/real.ts'],
  ['sim/full', '#adapters/libp2p/real.ts', '#adapters/record/real.ts'],
  ['sim/full', '#tracker/release/real.ts', '#node/engine/real.ts'],
  ['sim/demo', '#node/engine/real.ts', '#core/real.ts'],
  ['sim/demo', '#sim/real.ts', '#sim/demo/real.ts'],
]

function importing(path: string): string {
  return `import { real } from '${path}'\n\nexport const planted = real\n`
}

const arrows: readonly Planting[] = forbiddenArrows.map(([room, forbidden, allowed]) => ({
  claim: `${room} does not import ${forbidden}, it may import ${allowed}`,
  folder: room,
  offence: importing(forbidden),
  rule: 'noRestrictedImports',
  clean: importing(allowed),
}))

const typesAndLateImports: readonly Planting[] = [
  {
    claim: 'core does not even import a type of adapters',
    folder: 'core',
    offence: `import type { Real } from '#adapters/real.ts'\n\nexport type Planted = Real\n`,
    rule: 'noRestrictedImports',
    clean: `import type { Real } from '#core/real.ts'\n\nexport type Planted = Real\n`,
  },
  {
    claim: 'node does not import tracker late either',
    folder: 'node',
    offence: `export const planted = () => import('#tracker/real.ts')\n`,
    rule: 'noRestrictedImports',
    clean: `export const planted = () => import('#adapters/real.ts')\n`,
  },
  {
    claim: 'nobody imports upwards by ../',
    folder: 'adapters/level',
    offence: importing('../real.ts'),
    rule: 'plugin',
    clean: importing('./real.ts'),
  },
  {
    claim: 'nobody hides ../ behind ./',
    folder: 'test/core',
    offence: importing('./../real.ts'),
    rule: 'plugin',
    clean: importing('#core/real.ts'),
  },
  {
    claim: 'nobody imports upwards late',
    folder: 'sim',
    offence: `export const planted = () => import('../core/real.ts')\n`,
    rule: 'plugin',
    clean: `export const planted = () => import('#core/real.ts')\n`,
  },
]

/** One line of a pure folder that lint refuses, and a near one that it lets pass. */
function line(claim: string, rule: string, offence: string, clean: string): readonly Planting[] {
  return ['core', 'core/exchange', 'node/engine', 'tracker/engine'].map((folder) => ({
    claim: `${folder} ${claim}`,
    folder,
    offence: `export const planted = ${offence}\n`,
    rule,
    clean: `export const planted = ${clean}\n`,
  }))
}

const impurities: readonly Planting[] = [
  line('asks no clock', 'noJsRestrictedProperties', '() => Date.now()', '(now: Date) => now.getTime()'),
  line('makes no date of the clock', 'plugin', 'new Date()', `new Date('2026-01-01')`),
  line('hands the clock to nobody', 'plugin', 'Date', '(now: unknown) => now instanceof Date'),
  line('measures no time', 'noRestrictedGlobals', 'performance.now()', '(now: number) => now'),
  line('has no timer', 'noRestrictedGlobals', '() => setTimeout(() => 1, 10)', '() => 10'),
  line('puts nothing off', 'noRestrictedGlobals', '() => queueMicrotask(() => 1)', '() => 1'),
  line('has no time limit', 'noJsRestrictedProperties', 'AbortSignal.timeout(10)', '10'),
  line('awaits nothing', 'plugin', 'async (late: Promise<number>) => await late', '(late: Promise<number>) => late'),
  line('makes no promise', 'plugin', 'new Promise<void>(() => undefined)', 'new Map<string, Promise<void>>()'),
  line('takes no chance', 'noJsRestrictedProperties', 'Math.random()', 'Math.max(1, 2)'),
  line('takes no chance by name', 'noRestrictedGlobals', 'crypto.randomUUID()', '(random: () => number) => random()'),
  line('reads no environment', 'noRestrictedGlobals', `process.env['HOME']`, '(home: string) => home'),
  line('goes round no ban', 'noRestrictedGlobals', 'globalThis', 'undefined'),
  line(
    'asks no network',
    'noRestrictedGlobals',
    `() => fetch('http://127.0.0.1/')`,
    '(fetched: Uint8Array) => fetched',
  ),
  line('prints nothing', 'noRestrictedGlobals', `() => console.log('planted')`, `() => 'planted'`),
].flat()

/** What core may take of a module of Node, beside something that it may not. */
function builtin(path: string, forbidden: string, allowed?: string): Planting {
  const clean = allowed === undefined ? 'export const planted = 1\n' : from(path, allowed)
  return {
    claim: `core takes no ${forbidden} of ${path}`,
    folder: 'core',
    offence: from(path, forbidden),
    rule: 'noRestrictedImports',
    clean,
  }
}

function from(path: string, name: string): string {
  return `import { ${name} } from '${path}'\n\nexport const planted = ${name}\n`
}

const builtins: readonly Planting[] = [
  builtin('node:crypto', 'randomBytes', 'createHash'),
  builtin('node:crypto', 'randomUUID', 'verify'),
  builtin('node:crypto', 'webcrypto', 'timingSafeEqual'),
  builtin('node:zlib', 'zstdCompress', 'zstdCompressSync'),
  builtin('node:zlib', 'createBrotliDecompress', 'brotliDecompressSync'),
  builtin('node:fs', 'readFileSync'),
  builtin('node:net', 'connect'),
  builtin('node:timers/promises', 'setTimeout'),
  builtin('node:perf_hooks', 'performance'),
  builtin('node:process', 'env'),
  builtin('node:worker_threads', 'Worker'),
]

const habits: readonly Planting[] = [
  {
    claim: 'nobody forgets a promise',
    folder: 'adapters',
    offence: `async function late(): Promise<void> {}\n\nexport function planted(): void {\n  late()\n}\n`,
    rule: 'noFloatingPromises',
    clean: `async function late(): Promise<void> {}\n\nexport async function planted(): Promise<void> {\n  await late()\n}\n`,
  },
  {
    claim: 'a room does not write to the console',
    folder: 'tracker',
    offence: `export const planted = () => console.log('planted')\n`,
    rule: 'noConsole',
    clean: `export const planted = () => process.stdout.write('planted')\n`,
  },
  {
    claim: 'the simulator takes its chance from a seed',
    folder: 'sim',
    offence: 'export const planted = Math.random()\n',
    rule: 'noJsRestrictedProperties',
    clean: 'export const planted = Math.floor(1.5)\n',
  },
  {
    claim: 'nobody has a default export',
    folder: 'node',
    offence: 'export default 1\n',
    rule: 'noDefaultExport',
    clean: 'export const planted = 1\n',
  },
]

const plantings = [...arrows, ...typesAndLateImports, ...impurities, ...builtins, ...habits]

/** The command is one file: here are its forms. */
const commands = {
  'reads a room at once': [`import { register } from '#node/commands.ts'\n\nregister()\n`, 'plugin'],
  'reads more of a room than its commands': [
    `export const late = () => import('#node/real.ts')\n`,
    'noRestrictedImports',
  ],
} as const

let objections: readonly Objection[] = []

/** Where a planting stands: names differ so that one run of the linter sees them all. */
function pathOf(planting: Planting, kind: 'offence' | 'clean'): string {
  return `${planting.folder}/${kind}-${plantings.indexOf(planting)}.ts`
}

before(() => {
  const files = new Map<string, string>()
  for (const planting of plantings) {
    files.set(pathOf(planting, 'offence'), planting.offence)
    files.set(pathOf(planting, 'clean'), planting.clean)
  }
  files.set('core/cycle-a.ts', importing('./cycle-b.ts').replace('planted', 'a'))
  files.set('core/cycle-b.ts', importing('./cycle-a.ts').replace('planted', 'b'))
  files.set('core/type-cycle-a.ts', `import type { B } from './type-cycle-b.ts'\n\nexport type A = B | 1\n`)
  files.set('core/type-cycle-b.ts', `import type { A } from '#core/type-cycle-a.ts'\n\nexport type B = A | 2\n`)
  objections = lint(files)
})

function rulesAgainst(file: string): readonly string[] {
  return objections.filter((objection) => objection.file === file).map(({ rule }) => rule)
}

for (const planting of plantings) {
  test(planting.claim, () => {
    const offence = rulesAgainst(pathOf(planting, 'offence'))
    const clean = rulesAgainst(pathOf(planting, 'clean'))

    assert.ok(offence.includes(planting.rule), `${planting.rule} is silent about:\n${planting.offence}`)
    assert.deepEqual(clean, [], `lint objects to:\n${planting.clean}`)
  })
}

test('two files that import each other are a cycle', () => {
  assert.ok(rulesAgainst('core/cycle-a.ts').includes('noImportCycles'))
  assert.ok(rulesAgainst('core/cycle-b.ts').includes('noImportCycles'))
})

test('two files that import only types of each other are a cycle too', () => {
  assert.ok(rulesAgainst('core/type-cycle-a.ts').includes('noImportCycles'))
  assert.ok(rulesAgainst('core/type-cycle-b.ts').includes('noImportCycles'))
})

for (const [claim, [text, rule]] of Object.entries(commands)) {
  test(`the command never ${claim}`, () => {
    const found = lint(new Map([['mycel.ts', text]]))

    assert.deepEqual(
      found.map((objection) => objection.rule),
      [rule],
    )
  })
}

test('the command may read the commands of a room late', () => {
  const found = lint(new Map([['mycel.ts', `export const late = () => import('#tracker/release/commands.ts')\n`]]))

  assert.deepEqual(found, [])
})
