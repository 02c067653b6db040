import assert from 'node:assert/strict'
import { test } from 'node:test'
import { applyBsdiff40, makeBsdiff40 } from '#adapters/bsdiff/bsdiff40.ts'
import { sha256 } from '#core/digest.ts'
import { Random } from '#core/random.ts'
import { whyNoBsdiff } from '#test/adapters/bsdiff/why-no-bsdiff.ts'
import { joined, noise, worn } from '#test/core/delta/sample-images.ts'

const skip = await whyNoBsdiff()

const mutations = 200

/** How many processes run at once. */
const lanes = 2

const old = noise(40_000)
const image = joined(worn(old.subarray(20_000), 300), noise(3_000, 5), old.subarray(0, 20_000))

test('200 mutated patches are refused, or make the image all the same', { skip }, async () => {
  const made = await makeBsdiff40(old, image)
  assert.ok(made.type === 'done')
  const patches = Array.from({ length: mutations }, (_, seed) => mutated(made.bytes, new Random(seed, 'bsdiff40')))

  const reasons = new Map<string, number>()
  const waiting = patches.values()
  await Promise.all(Array.from({ length: lanes }, () => applyRest()))

  async function applyRest(): Promise<void> {
    for (const patch of waiting) {
      const result = await applyBsdiff40(old, patch, { digest: sha256(image), bytes: image.byteLength })
      const outcome = result.type === 'done' ? sha256(result.bytes) : result.reason
      reasons.set(outcome, (reasons.get(outcome) ?? 0) + 1)
    }
  }
  const known = ['malformed', 'failed', 'crashed', 'too-slow', 'wrong-image', sha256(image)]
  assert.deepEqual(
    [...reasons.keys()].filter((outcome) => !known.includes(outcome)),
    [],
  )
  assert.ok((reasons.get(sha256(image)) ?? 0) < mutations / 10, 'most mutations break a patch')
})

/** A patch with one bit flipped, some bytes overwritten, a part taken out, or cut short. */
function mutated(patch: Uint8Array, random: Random): Uint8Array {
  const place = random.below(patch.byteLength)
  const copy = patch.slice()
  switch (random.below(4)) {
    case 0:
      copy[place] = (copy[place] ?? 0) ^ (1 << random.below(8))
      return copy
    case 1:
      return copy.fill(random.below(256), place, Math.min(copy.byteLength, place + 1 + random.below(8)))
    case 2:
      return joined(copy.subarray(0, place), copy.subarray(place + 1 + random.below(100)))
    default:
      return copy.subarray(0, place)
  }
}
