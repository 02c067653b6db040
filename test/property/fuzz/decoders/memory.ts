import type { Remembered } from '#node/engine/updates/facts.ts'
import { nothingRemembered } from '#node/engine/updates/remembered.ts'
import { readRemembered, rememberedText } from '#node/engine/updates/remembered-text.ts'
import { type FuzzedDecoder, many, pick } from '#test/property/fuzz/fuzzed-decoder.ts'
import { jsonMutators, withUnknownKey } from '#test/property/fuzz/mutate/mutate-json.ts'

/** What a device remembers of updates, from its store. */
export const memoryDecoder: FuzzedDecoder<Remembered> = {
  name: 'memory of updates',
  samples: (random) =>
    many(10, () => {
      const version = pick(random, ['1.0.0', '2.0.0-rc.1'])
      const offer = { version, firstSeenMs: random.below(9), skips: 2, skippedUntilMs: 9, isApproved: true }
      return encode({
        ...nothingRemembered,
        offers: many(random.below(4), () => offer),
        givenUp: many(random.below(4), () => ({ version, reason: pick(random, ['it hangs', '€'.repeat(400)]) })),
        admitted: pick(random, [undefined, { version, rollout: 'spring' }]),
        kept: pick(random, [undefined, version]),
        unstaged: pick(random, [undefined, version]),
      })
    }),
  decode: (bytes) => readRemembered(new TextDecoder().decode(bytes)),
  encode,
  mutators: jsonMutators,
  withUnknown: withUnknownKey,
}

function encode(remembered: Remembered): Uint8Array {
  return new TextEncoder().encode(rememberedText(remembered))
}
