import assert from 'node:assert/strict'
import { globSync, readFileSync } from 'node:fs'
import { basename, join, resolve } from 'node:path'
import { test } from 'node:test'
import { readScenario } from '#sim/scenario/read-scenario.ts'
import { totalsOf } from '#sim/scenario/totals.ts'
import { schemaPath, schemaText } from '#test/scripts/write-scenario-schema.ts'

const folder = resolve(import.meta.dirname, '../../../sim/scenarios')

const gallery = new Map(
  globSync('*.yaml', { cwd: folder })
    .sort()
    .map((file) => [basename(file, '.yaml'), readFileSync(join(folder, file), 'utf8')]),
)

test('the gallery has the scenarios that the manual promises', () => {
  assert.deepEqual(
    [...gallery.keys()],
    [
      'air-gapped',
      'bad-release',
      'cellular',
      'flash-crowd',
      'hostile-peers',
      'mixed-bases',
      'office-hours',
      'one-site-500',
      'out-of-box',
      'power-cuts',
      'staged-rollout',
      'tracker-lost-in-phase',
      'tracker-outage',
      'wan-hours',
    ],
  )
})

for (const [name, text] of gallery) {
  test(`${name} is a scenario with a sentence, a schema and a promise of safety`, () => {
    const scenario = readScenario(text, `${name}.yaml`)

    assert.match(scenario.title, /^[A-Z][^.]+\.$/)
    assert.ok(text.startsWith('# yaml-language-server: $schema=./scenario.schema.json\n'))
    assert.ok(scenario.expect.length >= 3)
    assert.ok(scenario.expect.some(({ measure, value }) => measure === 'violations' && value === 0))
  })
}

/** The sites and devices of a scenario of the gallery. */
function totals(name: string): readonly number[] {
  const { sites, devices } = totalsOf(readScenario(gallery.get(name) ?? '', name).sites)
  return [sites, devices]
}

test('the fleets of the gallery are as large as their titles say', () => {
  assert.deepEqual(totals('flash-crowd'), [500, 10_000])
  assert.deepEqual(totals('one-site-500'), [1, 500])
  assert.deepEqual(totals('out-of-box'), [1, 200])
  assert.deepEqual(totals('cellular'), [400, 400])
  assert.deepEqual(totals('air-gapped'), [1, 20])
  assert.deepEqual(totals('staged-rollout'), [500, 10_000])
})

test('the flash crowd fetches 64 full payloads of 1 MiB', () => {
  const { release } = readScenario(gallery.get('flash-crowd') ?? '', 'flash-crowd')

  assert.deepEqual([release.imageBytes / release.chunkBytes, release.payloadBytes.full], [64, 64 * 2 ** 20])
})

test('the published schema is the one that files are held to', () => {
  const published = readFileSync(schemaPath, 'utf8')

  const advice = "run 'node test/scripts/write-scenario-schema.ts' and 'npm run format'"
  assert.deepEqual(JSON.parse(published), JSON.parse(schemaText()), advice)
})

test('every key of the schema has a title and a description for the editor', () => {
  assert.deepEqual(bareKeys(JSON.parse(schemaText()), 'scenario'), [])
})

interface Part {
  readonly title?: string
  readonly description?: string
  readonly properties?: Readonly<Record<string, Part>>
  readonly patternProperties?: Readonly<Record<string, Part>>
  readonly items?: Part
}

function bareKeys(part: Part, path: string): readonly string[] {
  const inside = Object.entries({
    ...part.properties,
    ...part.patternProperties,
    ...(part.items && { items: part.items }),
  })
  return [
    ...(part.title && part.description ? [] : [path]),
    ...inside.flatMap(([key, value]) => bareKeys(value, `${path}.${key}`)),
  ]
}
