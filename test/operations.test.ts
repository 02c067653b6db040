import assert from 'node:assert/strict'
import { globSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { test } from 'node:test'
import type { Metric } from '#adapters/metrics/metric.ts'
import { factoryState } from '#core/boot/boot-transitions.ts'
import { bootEventLevels, phaseLevels } from '#node/status/log-events.ts'
import { nodeMetrics } from '#node/status/node-metrics.ts'
import { nodeStatus } from '#test/node/status/node-status.ts'
import { trackerStatus } from '#test/tracker/status/tracker-status.ts'
import type { ControlTotals } from '#tracker/status/control-totals.ts'
import { trackerMetrics } from '#tracker/status/tracker-metrics.ts'

const root = resolve(import.meta.dirname, '..')
const operations = readFileSync(join(root, 'docs/operations.md'), 'utf8')

/** The rooms whose processes log. */
const sources = globSync('{adapters,node,tracker}/**/*.ts', { cwd: root }).map((path) =>
  readFileSync(join(root, path), 'utf8'),
)

/** The cells of each row of the first table below a heading, without their backquotes. */
function rowsBelow(heading: string): readonly (readonly string[])[] {
  const [, below = ''] = operations.split(`\n${heading}\n`)
  const [table = ''] = /(?:^\|.*\n)+/m.exec(below) ?? []
  const rows = table.trimEnd().split('\n').slice(2)
  return rows.map((row) => row.split('|').map((cell) => cell.trim().replaceAll('`', ''))).map((cells) => cells.slice(1))
}

/** Every call of a log: its level, and the first argument as it is written. */
const calls = sources.flatMap((text) =>
  [...text.matchAll(/\blog\.(debug|info|warn|error)\(\s*([^,{)]+)/g)].map(([, level = '', name = '']) => {
    return { level, name }
  }),
)

/** The names of events in an argument: one text, or two with a condition before them. */
function namesIn(argument: string): readonly string[] {
  return [...argument.matchAll(/(?<!=== )'([a-z-]+)'/g)].map(([, name = '']) => name)
}

test('every event in the code is in the table of events with its level, and no other', () => {
  const written = calls.flatMap(({ level, name }) => namesIn(name).map((event) => `${event} ${level}`))
  const notices = /^export type MeshNotice =[\s\S]*/m.exec(
    sources.find((text) => text.includes('type MeshNotice =')) ?? '',
  )
  const composed = [
    ...Object.entries(phaseLevels).map(([phase, level]) => `phase-${phase} ${level}`),
    ...Object.entries(bootEventLevels).map(([type, level]) => `boot-${type} ${level}`),
    ...[...(notices?.[0] ?? '').matchAll(/readonly type: '([a-z-]+)'/g)].map(([, type]) => `mesh-${type} debug`),
  ]

  const documented = rowsBelow('### Events').flatMap(([event, levels = '']) =>
    levels.split(', ').map((level) => `${event} ${level}`),
  )

  assert.deepEqual(documented.toSorted(), [...new Set([...written, ...composed])].toSorted())
})

test('the only event whose name is put together where it is logged is that of a mesh notice', () => {
  const composed = calls.filter(({ name }) => namesIn(name).length === 0)

  assert.deepEqual([...new Set(composed.map(({ level, name }) => `${level} ${name}`))], ['debug `mesh-$'])
})

const boot = factoryState({ version: '1.0.0', release: undefined, securityEpoch: 0, images: [] })
const trial = { slot: 'b', attemptsLeft: 3, lastFailure: '' } as const

const noTotals: ControlTotals = {
  fleet: { known: 0, seen: 0 },
  rollouts: { running: 0, paused: 0, cancelled: 0, aborted: 0, complete: 0 },
  unsigned: 0,
  reports: { accepted: 0, known: 0, refused: 0, busy: 0 },
  answers: { '2xx': 0, '3xx': 0, '4xx': 0, '5xx': 0 },
}

for (const [heading, metrics] of [
  ['### Metrics of a node', nodeMetrics(nodeStatus, { ...boot, trial })],
  ['### Metrics of a tracker', trackerMetrics(trackerStatus, noTotals)],
] as const) {
  test(`${heading.slice(4)} are listed with their types and labels`, () => {
    const listed = rowsBelow(heading).map(([name, type, labels]) => [name, type, labels])

    assert.deepEqual(listed, metrics.map(rowOf))
  })
}

function rowOf({ name, type, samples }: Metric): readonly string[] {
  return [name, type, Object.keys(samples[0]?.labels ?? {}).join(', ')]
}

test('every field of a status is described', () => {
  const json = operations.slice(operations.indexOf('### As JSON'), operations.indexOf('## 2.'))

  const fields = [...Object.keys(nodeStatus), ...Object.keys(trackerStatus)]

  assert.deepEqual(
    fields.filter((field) => !json.includes(`\`${field}\``)),
    [],
  )
})
