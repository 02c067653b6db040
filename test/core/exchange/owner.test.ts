import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sha256 } from '#core/digest.ts'
import { ownerScore, rankOwners } from '#core/exchange/owner.ts'
import { peer } from '#test/core/exchange/rig.ts'

const digest = sha256(Buffer.from('a payload'))

test('the score is the first 48 bits of the domain-separated hash', () => {
  const expected = Number.parseInt(sha256(Buffer.from(`mycel/crew/1\n${digest}\nalice`)).slice(0, 12), 16)

  assert.equal(ownerScore(digest, peer('alice')), expected)
})

test('owners are spread evenly over the peers', () => {
  const peers = Array.from({ length: 8 }, (_, index) => peer(`peer-${index}`))
  const counts = new Map(peers.map((name) => [name, 0]))

  for (let index = 0; index < 4000; index++) {
    const [owner] = rankOwners(sha256(Buffer.from(`payload ${index}`)), peers)
    if (owner !== undefined) counts.set(owner, (counts.get(owner) ?? 0) + 1)
  }

  for (const count of counts.values()) assert.ok(count > 400 && count < 600, `an owner of ${count} in 4000`)
})
