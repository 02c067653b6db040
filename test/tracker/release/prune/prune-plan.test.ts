import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { sha256 } from '#core/digest.ts'
import type { MycelTarget } from '#core/metadata/target.ts'
import { findCandidates } from '#tracker/release/bases/candidates.ts'
import { type PrunePolicy, planPruning } from '#tracker/release/prune/prune-plan.ts'

const digest = sha256(Buffer.from('any'))

function release(version: string, product = 'hub'): MycelTarget {
  return { type: 'release', path: `${product}/${version}/release`, digest, bytes: 1, product, version }
}

function delta(baseVersion: string, version: string, product = 'hub'): MycelTarget {
  const path = `${product}/${version}/app.from-${baseVersion}.delta`
  const facts = { path, digest, bytes: 1, product, version, component: 'app', baseVersion }
  return { type: 'delta', ...facts, baseImage: digest, image: digest, payloadBytes: 1 }
}

function plan(targets: readonly MycelTarget[], more: Partial<PrunePolicy> = {}): readonly string[] {
  const policy: PrunePolicy = { product: 'hub', keep: 2, fleet: undefined, protectedVersions: new Set(), ...more }
  return planPruning(targets, policy).map(
    ({ target, reason }) => `${target.baseVersion} to ${target.version}: ${reason}`,
  )
}

test('newest is by version, whatever the order of the list', () => {
  const targets = [
    release('1.10.0'),
    release('1.9.0'),
    release('1.2.0'),
    delta('1.2.0', '1.10.0'),
    delta('1.0.0', '1.2.0'),
  ]

  assert.deepEqual(plan(targets), ['1.0.0 to 1.2.0: old-release'])
})

test('a patch for a boot loader goes like a delta', () => {
  const { type: _, ...facts } = delta('1.0.0', '1.1.0') as MycelTarget & { readonly type: 'delta' }
  const patch: MycelTarget = { ...facts, type: 'bsdiff40', baseBytes: 1, imageBytes: 1 }

  assert.deepEqual(plan([release('1.1.0'), release('1.2.0'), patch], { keep: 1 }), ['1.0.0 to 1.1.0: old-release'])
})

test('without counts no base is taken for unneeded', () => {
  const targets = [release('1.0.0'), release('1.1.0'), release('1.2.0'), delta('1.0.0', '1.2.0')]

  assert.deepEqual(plan(targets, { keep: 1 }), [])
  assert.deepEqual(plan(targets, { keep: 1, fleet: new Map() }), ['1.0.0 to 1.2.0: nobody-runs-it'])
})

test('a delta back to an earlier release stays with that release', () => {
  const targets = [release('1.0.0'), release('1.1.0'), delta('1.1.0', '1.0.0')]

  assert.deepEqual(plan(targets, { fleet: new Map() }), [])
  assert.deepEqual(plan(targets, { keep: 1, fleet: new Map() }), ['1.1.0 to 1.0.0: old-release'])
})

test('a protected version keeps all its deltas, of other products nothing goes', () => {
  const targets = [release('1.0.0'), release('1.1.0'), delta('0.9.0', '1.0.0'), delta('0.9.0', '1.0.0', 'lamp')]

  assert.deepEqual(plan(targets, { keep: 1 }), ['0.9.0 to 1.0.0: old-release'])
  assert.deepEqual(plan(targets, { keep: 1, protectedVersions: new Set(['1.0.0']) }), [])
})

test('what a build with the same counts makes for a kept release is never pruned', () => {
  const anyFleet = fc.array(fc.tuple(fc.nat(9), fc.nat(3)), { maxLength: 6 })

  fc.assert(
    fc.property(fc.integer({ min: 2, max: 10 }), fc.integer({ min: 1, max: 4 }), anyFleet, (count, keep, runs) => {
      const versions = Array.from({ length: count }, (_, minor) => `1.${minor}.0`)
      const fleet = new Map(runs.map(([minor, devices]) => [`1.${minor}.0`, devices]))
      const deltas = versions.slice(-keep).flatMap((version) => {
        const facts = { version, published: versions, from: 'auto', recent: keep, fleet } as const
        return findCandidates(facts).candidates.map((base) => delta(base.version, version))
      })

      assert.deepEqual(plan([...versions.map((version) => release(version)), ...deltas], { keep, fleet }), [])
    }),
  )
})
