import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { BootEvent } from '#node/boot/boot-event.ts'
import { describeBootEvent } from '#node/boot/boot-event.ts'

const lines: readonly (readonly [BootEvent, string])[] = [
  [{ type: 'booting', slot: 'a', version: '1.0.0', attemptsLeft: undefined }, 'booting slot a (1.0.0)'],
  [{ type: 'booting', slot: 'b', version: '2.0.0', attemptsLeft: 2 }, 'booting slot b (2.0.0), trial boot 1 of 3'],
  [
    { type: 'rolled-back', slot: 'a', rollback: { version: '2.0.0', reason: 'no network' } },
    '2.0.0 was given up: no network; back to slot a',
  ],
  [{ type: 'restarting', slot: 'a', delayMs: 2000 }, 'restarting slot a in 2 s'],
]

for (const [event, line] of lines) {
  test(`a person reads "${line}"`, () => {
    assert.equal(describeBootEvent(event), line)
  })
}
