import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { FetchFailure, FetchId, RequestId } from '#core/exchange/contract.ts'
import { answeredBackoff } from '#core/exchange/download/backoff.ts'
import { patienceMs, settleMs } from '#core/exchange/limits.ts'
import { chunk, only, payload, peer, Rig } from '#test/core/exchange/rig.ts'

const address = payload('a payload')

/** Ten wants that one holder offers, two of which it is asked for, after every turn has come and was not needed. */
function rigThatReliesOnOneHolder(): { rig: Rig; fetch: FetchId } {
  const rig = new Rig()
  rig.joinSeeder()
  rig.joinNeighbour('holder')
  const addresses = Array.from({ length: 10 }, (_, index) => payload(`payload ${index}`))
  rig.have('holder', ...addresses)
  const fetches = addresses.flatMap((wanted, index) => only(rig.want(index, wanted), 'fetch'))
  rig.pass(10 * patienceMs)
  assert.equal(fetches.length, 2)
  assert.ok(fetches[0])
  return { rig, fetch: fetches[0].fetch }
}

test('forged bytes are released, never delivered, and not asked of their sender again', () => {
  const rig = new Rig()
  rig.joinNeighbour('forger')
  rig.have('forger', address)
  const [fetch] = only(rig.want(1, address), 'fetch')
  assert.ok(fetch)

  const effects = rig.arrive(fetch, false)
  const later = [...rig.have('forger', address), ...rig.pass(60_000)]

  assert.deepEqual(only(effects, 'deliver'), [])
  assert.deepEqual(only(effects, 'release'), [{ type: 'release', ticket: 1 }])
  assert.deepEqual(later, [])
})

test('a device that served forged bytes is told each time: it may not know', () => {
  const rig = new Rig()
  rig.joinNeighbour('forger')
  rig.have('forger', address, payload('another'))
  const fetches = only([...rig.want(1, address), ...rig.want(2, payload('another'))], 'fetch')

  const effects = fetches.flatMap((fetch) => rig.arrive(fetch, false))

  const told = { type: 'send', peer: peer('forger'), message: { type: 'forged' } }
  assert.deepEqual(only(effects, 'send'), [told, told])
})

test('a device that sends forged bytes twice is not asked again, also when it comes back in between and after', () => {
  const rig = new Rig()
  rig.joinNeighbour('forger')
  rig.have('forger', address)
  const [first] = only(rig.want(1, address), 'fetch')
  assert.ok(first)
  rig.arrive(first, false)
  rig.input({ type: 'peer-left', peer: peer('forger') })
  rig.joinNeighbour('forger')
  const [second] = only(rig.have('forger', address), 'fetch')
  assert.ok(second)

  const effects = rig.arrive(second, false)

  assert.deepEqual(only(effects, 'distrust'), [{ type: 'distrust', peer: 'forger', reason: 'forged-bytes' }])
  rig.input({ type: 'peer-left', peer: peer('forger') })
  rig.joinNeighbour('forger')
  rig.want(2, payload('another'))
  assert.deepEqual(only(rig.have('forger', payload('another')), 'fetch'), [])
})

test('a device that nothing is taken from is told what is here, and served', () => {
  const rig = new Rig()
  rig.joinNeighbour('forger')
  rig.have('forger', address, payload('another'))
  for (const fetch of only([...rig.want(1, address), ...rig.want(2, payload('another'))], 'fetch'))
    rig.arrive(fetch, false)

  const told = [...rig.input({ type: 'holding', addresses: [chunk('here')] }), ...rig.pass(60_000)]
  const served = rig.input({ type: 'request', request: 1 as RequestId, peer: peer('forger'), address: chunk('here') })

  assert.deepEqual(only(told, 'send').at(-1)?.message, { type: 'have', addresses: [chunk('here')] })
  assert.equal(only(served, 'serve').length, 1)
})

test('a seeder that sends forged bytes twice is dropped', () => {
  const rig = new Rig()
  rig.joinSeeder()
  rig.want(1, address)
  rig.want(2, payload('another'))

  const effects = only(rig.pass(60_000), 'fetch').flatMap((fetch) => rig.arrive(fetch, false))

  assert.deepEqual(only(effects, 'ban'), [{ type: 'ban', peer: 'seeder', reason: 'forged-bytes' }])
})

test('a busy holder is asked again later, and the WAN is not used meanwhile', () => {
  const rig = new Rig()
  rig.joinSeeder()
  rig.joinNeighbour('holder')
  rig.have('holder', address)
  const [fetch] = only(rig.want(1, address), 'fetch')
  assert.ok(fetch)

  assert.deepEqual(only(rig.fail(fetch.fetch, 'busy'), 'fetch'), [])
  const [again] = only(rig.pass(answeredBackoff.firstMs), 'fetch')

  assert.equal(again?.peer, 'holder')
})

test('a holder that once did not answer is asked after those that keep their word', () => {
  const rig = new Rig()
  for (const name of ['silent', 'honest']) rig.joinNeighbour(name)
  rig.have('silent', address)
  const [fetch] = only(rig.want(1, address), 'fetch')
  assert.ok(fetch)
  rig.fail(fetch.fetch, 'timed-out')
  rig.pass(60_000)
  const others = Array.from({ length: 2 }, (_, index) => payload(`another ${index}`))
  rig.have('silent', ...others)
  rig.have('honest', ...others)

  const asked = others.flatMap((other, index) => only(rig.want(index + 2, other), 'fetch'))

  assert.deepEqual(
    asked.map((one) => one.peer),
    [peer('honest'), peer('honest')],
  )
})

test('a holder that is always busy is bypassed in the end', () => {
  const rig = new Rig()
  rig.joinSeeder()
  rig.joinNeighbour('holder')
  rig.have('holder', address)
  let [fetch] = only(rig.want(1, address), 'fetch')

  for (let round = 0; round < 20 && fetch?.peer === 'holder'; round++) {
    const effects = [...rig.fail(fetch.fetch, 'busy'), ...rig.pass(2000)]
    fetch = only(effects, 'fetch')[0]
  }

  assert.equal(fetch?.peer, 'seeder')
})

test('a holder that does not have it after all is not asked again', () => {
  const rig = new Rig()
  rig.joinNeighbour('holder')
  rig.have('holder', address)
  const [fetch] = only(rig.want(1, address), 'fetch')
  assert.ok(fetch)

  rig.fail(fetch.fetch, 'missing')

  assert.deepEqual(only(rig.pass(60_000), 'fetch'), [])
})

for (const reason of ['busy', 'missing', 'refused', 'timed-out', 'closed'] satisfies FetchFailure[]) {
  test(`a seeder that always answers ${reason} is asked ever less often`, () => {
    const rig = new Rig()
    rig.joinSeeder()
    rig.want(1, address)
    let fetches = only(rig.pass(settleMs), 'fetch')
    let asked = 0

    for (let second = 0; second < 120; second++) {
      for (const fetch of fetches) {
        asked += 1
        rig.fail(fetch.fetch, reason)
      }
      fetches = only(rig.pass(1000), 'fetch')
    }

    assert.ok(asked >= 5 && asked <= 90, `asked ${asked} times in two minutes`)
  })
}

test('a fault of a holder frees all that it offers for the WAN', () => {
  const { rig, fetch } = rigThatReliesOnOneHolder()

  const effects = rig.fail(fetch, 'timed-out')

  const fromSeeder = only(effects, 'fetch').filter((begun) => begun.peer === 'seeder')
  assert.equal(fromSeeder.length, 4)
})

test('a holder that leaves frees all that it offered for the WAN', () => {
  const { rig } = rigThatReliesOnOneHolder()

  const effects = rig.input({ type: 'peer-left', peer: peer('holder') })

  const fromSeeder = only(effects, 'fetch').filter((begun) => begun.peer === 'seeder')
  assert.equal(fromSeeder.length, 4)
})

test('what a holder served before it left is fetched elsewhere', () => {
  const rig = new Rig()
  rig.joinSeeder()
  rig.joinNeighbour('holder')
  rig.have('holder', address)
  const [fetch] = only(rig.want(1, address), 'fetch')
  assert.ok(fetch)

  const effects = [
    ...rig.input({ type: 'peer-left', peer: peer('holder') }),
    ...rig.fail(fetch.fetch, 'closed'),
    ...rig.pass(settleMs),
  ]

  assert.equal(only(effects, 'fetch')[0]?.peer, 'seeder')
})
