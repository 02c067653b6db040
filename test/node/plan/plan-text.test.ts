import assert from 'node:assert/strict'
import { test } from 'node:test'
import { planText } from '#node/plan/plan-text.ts'
import { releasePlan as plan } from '#test/node/plan/release-plan.ts'

test('an explained plan says of each chunk where it comes from, and what the bound is made of', () => {
  assert.equal(
    planText(plan, { explain: true }),
    `release    1.1.0 of hub; 1.0.0 runs from slot a
rootfs     536.9 MB in 512 chunks of 1.0 MB, of which
           3 are in slot b already
           440 are made from slot a
           68 are patched with 12 payloads of 3.2 MB
           1 travel whole, compressed, in 1 payload of 400.0 KB
           neighbours have what makes 30 of these 69 now
peers      3 on this site, tracker connected
at most    7.9 MB over the WAN, if no neighbour brings anything:
           3.6 MB of payloads, each once
           120.0 KB of documents: release, deltas, pages
           4.2 MB for fetches that are cut short and begin anew;
           headers of TCP, Noise and yamux add about 6 % on the wire
beyond it  it waits for neighbours (when-exceeded = "wait-for-neighbours")
WAN now    used
`,
  )
})

test('a plan fits 80 columns, whatever the rules are', () => {
  const strict = {
    ...plan,
    wan: { ...plan.wan, budgetBytes: 1_048_576 },
    link: { ...plan.link, wanRefusal: 'metered', isSpent: true, budgetBytes: 7_914_304 } as const,
  }

  const lines = [true, false].flatMap((explain) => planText(strict, { explain }).split('\n'))

  assert.deepEqual(
    lines.filter((line) => line.length > 80),
    [],
  )
})

test('hours that leave the WAN alone are told with their end', () => {
  const closed = { ...plan, link: { ...plan.link, wanRefusal: 'hours', until: '18:00' } as const }

  assert.match(planText(closed, { explain: false }), /^WAN now {4}NOT used: not in these hours, until 18:00$/m)
})

test('with fetch-anyway the plan says that the bound is no limit', () => {
  const anyway = { ...plan, wan: { ...plan.wan, whenExceeded: 'fetch-anyway' } as const }

  assert.match(planText(anyway, { explain: false }), /^beyond it {2}it goes on over the WAN/m)
})
