import assert from 'node:assert/strict'
import { test } from 'node:test'
import { updatesText } from '#node/updates/updates-text.ts'

test('a device tells what is next, and of each release why', () => {
  const text = updatesText({
    running: '1.0.0',
    decision: { type: 'take', version: '1.2.0', rollout: 'spring', isCritical: false },
    reasons: [
      { version: '1.2.0', verdict: 'take', reason: 'phase all of rollout spring admits this device' },
      { version: '1.0.0', verdict: 'refuse', reason: 'it runs' },
    ],
  })

  assert.equal(
    text,
    `running  1.0.0
next     takes 1.2.0

1.2.0  taken: phase all of rollout spring admits this device
1.0.0  not taken: it runs
`,
  )
})

test('a device that waits for its owner tells no time', () => {
  const reason = "its owner is asked first: 'mycel node approve 1.2.0' takes it"

  const text = updatesText({
    running: '1.0.0',
    decision: { type: 'wait', version: '1.2.0', reason, untilMs: undefined },
    reasons: [{ version: '1.2.0', verdict: 'wait', reason }],
  })

  assert.match(text, /next {5}1\.2\.0 waits: its owner is asked first: 'mycel node approve 1\.2\.0' takes it\n/)
})

test('of many releases the newest are told, and how many there are besides', () => {
  const reasons = Array.from({ length: 20 }, (_, index) => ({
    version: `1.0.${20 - index}`,
    verdict: 'refuse' as const,
    reason: 'it is old',
  }))

  const text = updatesText({ running: '2.0.0', decision: { type: 'nothing' }, reasons })

  assert.match(text, /1\.0\.5 {3}not taken: it is old\n {8}and 4 more, with --json\n$/)
})
