import assert from 'node:assert/strict'
import { test } from 'node:test'
import { requireFresh } from '#core/metadata/read-metadata.ts'
import { trustRoot } from '#core/metadata/trusted-metadata.ts'
import { updateSnapshot } from '#core/metadata/workflow/update-snapshot.ts'
import { updateTimestamp } from '#core/metadata/workflow/update-timestamp.ts'
import type { Files } from '#test/core/metadata/vendor.ts'
import {
  assertRefused,
  late,
  makeFiles,
  makeRootFile,
  makeSnapshot,
  makeTimestamp,
  trustFiles,
  vendor,
} from '#test/core/metadata/vendor.ts'

function announced({ timestamp }: Pick<Files, 'timestamp'>) {
  return updateTimestamp(trustRoot(makeRootFile()), timestamp)
}

test('the snapshot of another publication is refused beside this timestamp', () => {
  const older = makeFiles({ versions: { snapshot: 1 } })
  const newer = makeFiles({ versions: { timestamp: 2, snapshot: 2 } })

  assertRefused('snapshot', 'TUF 5.5.2', () => updateSnapshot(announced(newer), older.snapshot))
})

test('a snapshot of another length is refused', () => {
  const files = makeFiles()
  const longer = Buffer.concat([files.snapshot, Buffer.from(' ')])

  assertRefused('snapshot', 'TUF 5.5.2', () => updateSnapshot(announced(files), longer))
})

test('a snapshot that the timestamp key has signed is refused', () => {
  const snapshot = makeSnapshot({ key: vendor.timestamp, targets: makeFiles().targets })

  assertRefused('snapshot', 'TUF 5.5.3', () =>
    updateSnapshot(announced({ timestamp: makeTimestamp({ snapshot }) }), snapshot),
  )
})

test('a snapshot of another version than announced is refused', () => {
  const { snapshot } = makeFiles({ versions: { snapshot: 3 } })
  const timestamp = makeTimestamp({ snapshot, snapshotVersion: 4 })

  assertRefused('snapshot', 'TUF 5.5.4', () => updateSnapshot(announced({ timestamp }), snapshot))
})

test('a newer snapshot that names older targets is refused', () => {
  const trusted = trustFiles(makeFiles({ versions: { targets: 5 } }))
  const replay = makeFiles({ versions: { timestamp: 2, snapshot: 2, targets: 4 } })

  assertRefused('targets', 'TUF 5.5.5', () =>
    updateSnapshot(updateTimestamp(trusted, replay.timestamp), replay.snapshot),
  )
})

test('an expired snapshot is not fresh', () => {
  const { snapshot } = trustFiles(makeFiles())

  assert.ok(snapshot)
  assertRefused('snapshot', 'TUF 5.5.6', () => requireFresh(snapshot, late))
})

test('a renewal that names the same targets keeps them', () => {
  const trusted = trustFiles(makeFiles())
  const renewal = makeFiles({ versions: { timestamp: 2, snapshot: 2 } })

  const next = updateSnapshot(updateTimestamp(trusted, renewal.timestamp), renewal.snapshot)

  assert.equal(next.targets, trusted.targets)
})

test('a snapshot that names other targets drops the old ones', () => {
  const trusted = trustFiles(makeFiles())
  const publication = makeFiles({ versions: { timestamp: 2, snapshot: 2, targets: 2 } })

  const next = updateSnapshot(updateTimestamp(trusted, publication.timestamp), publication.snapshot)

  assert.equal(next.targets, undefined)
})
