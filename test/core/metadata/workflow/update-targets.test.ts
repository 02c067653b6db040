import assert from 'node:assert/strict'
import { test } from 'node:test'
import { requireFresh } from '#core/metadata/read-metadata.ts'
import { trustRoot } from '#core/metadata/trusted-metadata.ts'
import { updateSnapshot } from '#core/metadata/workflow/update-snapshot.ts'
import { updateTargets } from '#core/metadata/workflow/update-targets.ts'
import { updateTimestamp } from '#core/metadata/workflow/update-timestamp.ts'
import {
  assertRefused,
  late,
  makeFiles,
  makeRootFile,
  makeSnapshot,
  makeTargets,
  makeTimestamp,
  trustFiles,
  vendor,
} from '#test/core/metadata/vendor.ts'

function announced(targets: Uint8Array, targetsVersion = 1) {
  const snapshot = makeSnapshot({ targets, targetsVersion })
  const timestamp = makeTimestamp({ snapshot })
  return updateSnapshot(updateTimestamp(trustRoot(makeRootFile()), timestamp), snapshot)
}

test('other targets than announced are refused', () => {
  const other = makeTargets({ version: 2 })

  assertRefused('targets', 'TUF 5.6.2', () => updateTargets(announced(makeTargets({})), other))
})

test('targets of another length than announced are refused', () => {
  const targets = makeTargets({})

  assertRefused('targets', 'TUF 5.6.2', () => updateTargets(announced(targets), targets.subarray(1)))
})

test('targets that the online keys have signed are refused', () => {
  const targets = makeTargets({ key: vendor.snapshot })

  assertRefused('targets', 'TUF 5.6.3', () => updateTargets(announced(targets), targets))
})

test('targets of another version than announced are refused', () => {
  const targets = makeTargets({ version: 2 })

  assertRefused('targets', 'TUF 5.6.4', () => updateTargets(announced(targets, 3), targets))
})

test('expired targets are not fresh', () => {
  const { targets } = trustFiles(makeFiles())

  assert.ok(targets)
  assertRefused('targets', 'TUF 5.6.5', () => requireFresh(targets, late))
})
