import assert from 'node:assert/strict'
import { test } from 'node:test'
import { longRestMs, Patience } from '#node/web/patience.ts'

/** A patience whose chance is always just below 1. */
function longest(): Patience {
  return new Patience(() => 0.999_999)
}

test('rests are by chance between nothing and a time that doubles up to five minutes', () => {
  const patience = longest()

  const rests = Array.from({ length: 20 }, () => patience.failed(0).ms)

  assert.deepEqual(rests.slice(0, 4), [500, 1000, 2000, 4000])
  assert.equal(Math.max(...rests), 300_000)
  assert.equal(new Patience(() => 0).failed(0).ms, 0)
})

test('a server is left after three failures in a row, and not after two with a success between them', () => {
  const patience = longest()

  const first = [patience.failed(0), patience.failed(0)].map(({ isLeft }) => isLeft)
  patience.succeeded()
  const second = [patience.failed(0), patience.failed(0), patience.failed(0)].map(({ isLeft }) => isLeft)

  assert.deepEqual([...first, ...second], [false, false, false, false, true])
})

test('a server that asks for a rest gets it at once', () => {
  assert.deepEqual(longest().failed(60_000), { ms: 60_000, isLeft: true })
})

test('a server that uses its budget up is left for an hour', () => {
  const patience = longest()

  const rests = Array.from({ length: 32 }, () => {
    const rest = patience.failed(0)
    return rest.ms
  })

  assert.deepEqual(rests.map((ms) => ms === longRestMs).indexOf(true), 31)
})

test('a server that fails less often than it succeeds four times is never given up', () => {
  const patience = longest()

  for (let failures = 0; failures < 1000; failures++) {
    for (let successes = 0; successes < 4; successes++) patience.succeeded()
    assert.equal(patience.failed(0).isLeft, false)
  }
})

test('another release has a budget of its own', () => {
  const patience = longest()
  for (let failures = 0; failures < 31; failures++) patience.failed(0)

  patience.renew()

  assert.notEqual(patience.failed(0).ms, longRestMs)
})
