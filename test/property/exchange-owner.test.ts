import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { sha256 } from '#core/digest.ts'
import { rankOwners } from '#core/exchange/owner.ts'
import { peer } from '#test/core/exchange/rig.ts'

const names = fc.uniqueArray(fc.stringMatching(/^[0-9A-Za-z]{1,12}$/), { minLength: 2, maxLength: 12 })
const digests = fc.array(
  fc.uint8Array({ minLength: 1, maxLength: 8 }).map((bytes) => sha256(bytes)),
  { minLength: 1, maxLength: 20 },
)

test('two nodes with the same view agree on every owner', () => {
  fc.assert(
    fc.property(names, digests, fc.integer(), (view, payloads, turn) => {
      const here = view.map(peer)
      const rotated = Math.abs(turn) % view.length
      const there = [...here.slice(rotated), ...here.slice(0, rotated)]

      for (const payload of payloads) assert.deepEqual(rankOwners(payload, here), rankOwners(payload, there))
    }),
  )
})

test("a departure moves only the departed peer's payloads", () => {
  fc.assert(
    fc.property(names, digests, (view, payloads) => {
      const [departed, ...remaining] = view.map(peer)

      for (const payload of payloads) {
        const [before] = rankOwners(payload, view.map(peer))
        const [after] = rankOwners(payload, remaining)
        if (before !== departed) assert.equal(after, before)
      }
    }),
  )
})
