import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { FetchId, RequestId } from '#core/exchange/contract.ts'
import { fetchBytes, PairRig } from '#test/sim/endpoint/endpoint-rig.ts'

const hourMs = 3_600_000

test('a fetch that is served ends once at each end, after two latencies and the time of its bytes', () => {
  const rig = new PairRig()

  rig.fetch()
  rig.pass(hourMs)

  assert.deepEqual(rig.ends, ['genuine'])
  // Asked after 10 ms, a second on the way, 10 ms until the last byte is there.
  assert.equal(rig.fetcherMind.toldAt('fetched'), 1020)
  assert.deepEqual(
    rig.holderMind.told('served').map(({ sentBytes }) => sentBytes),
    [fetchBytes],
  )
  assert.deepEqual([rig.arrivedBytes, rig.sentBytes], [fetchBytes, fetchBytes])
})

test('a fetch that is refused ends once, with the reason, and nothing was served', () => {
  const rig = new PairRig()
  rig.holderMind.answer = (input) =>
    input.type === 'request' ? [{ type: 'refuse', request: input.request, reason: 'busy' }] : []

  rig.fetch()
  rig.pass(hourMs)

  assert.deepEqual(rig.ends, ['busy'])
  assert.equal(rig.fetcherMind.toldAt('fetch-failed'), 20)
  assert.deepEqual(rig.holderMind.told('served'), [])
})

for (const [what, at, end] of [
  ['before the holder hears of it', 5, 0],
  ['while bytes come', 510, 1],
  ['when all bytes are on the way', 1015, 1],
] as const) {
  test(`a fetch that is cancelled ${what} ends once at each end, and what came of it is counted`, () => {
    const rig = new PairRig()
    rig.fetch()
    rig.after(at, () => rig.effect(rig.fetcher, { type: 'cancel', fetch: 1 as FetchId }))

    rig.pass(hourMs)

    assert.deepEqual(rig.ends, ['closed'])
    assert.equal(rig.fetcherMind.toldAt('fetch-failed'), at)
    assert.equal(rig.holderMind.told('served').length, end)
    assert.equal(rig.arrivedBytes, Math.min(fetchBytes, Math.max(0, at - 10) * 1000))
  })
}

for (const [what, act] of [
  ['connection is lost', (rig) => rig.fetcher.lose(rig.holder.name)],
  ['holder sees the connection close', (rig) => rig.holder.lose(rig.fetcher.name)],
  ['holder goes away', (rig) => rig.holder.goAway()],
] as readonly (readonly [string, (rig: PairRig) => void])[]) {
  test(`a fetch whose ${what} ends once as closed`, () => {
    const rig = new PairRig()
    rig.fetch()
    rig.after(510, () => act(rig))

    rig.pass(hourMs)

    assert.deepEqual(rig.ends, ['closed'])
    assert.ok(rig.holderMind.told('served').length <= 1)
  })
}

test('who goes away is told nothing more, and what it was served ends', () => {
  const rig = new PairRig()
  rig.fetch()
  rig.after(510, () => rig.fetcher.goAway())

  rig.pass(hourMs)

  assert.deepEqual(rig.ends, [])
  assert.equal(rig.holderMind.told('served').length, 1)
})

test('a request that comes when the holder has closed the connection ends as closed', () => {
  const rig = new PairRig()
  rig.fetch()
  rig.after(5, () => rig.holder.lose(rig.fetcher.name))

  rig.pass(hourMs)

  assert.deepEqual(rig.ends, ['closed'])
  assert.deepEqual(rig.holderMind.told('request'), [])
})

for (const [link, silenceMs] of [
  ['lan', 10_000],
  ['wan', 60_000],
] as const) {
  test(`a fetch over the ${link} of which nothing comes times out after ${silenceMs / 1000} s`, () => {
    const rig = new PairRig(link)
    rig.holder.malice.isMute = true

    rig.fetch()
    rig.pass(hourMs)

    assert.deepEqual(rig.ends, ['timed-out'])
    assert.equal(rig.fetcherMind.toldAt('fetch-failed'), silenceMs)
    assert.deepEqual(rig.holderMind.inputs.slice(1), [])
  })
}

test('a fetch whose link stands still times out, and what came is paid for', () => {
  const rig = new PairRig()
  rig.fetch()
  rig.after(510, () => rig.link.setRate(0))

  rig.pass(hourMs)

  assert.deepEqual(rig.ends, ['timed-out'])
  assert.equal(rig.arrivedBytes, 500_000)
  assert.equal(rig.fetcherMind.told('progress').at(-1)?.receivedBytes, 500_000)
  assert.deepEqual(
    rig.holderMind.told('served').map(({ sentBytes }) => sentBytes),
    [500_000],
  )
})

test('a fetch that is slow but moves does not time out, and tells its progress twice a second', () => {
  const rig = new PairRig()
  rig.link.setRate(20_000)

  rig.fetch()
  rig.pass(hourMs)

  assert.deepEqual(rig.ends, ['genuine'])
  const progress = rig.fetcherMind.told('progress').map(({ receivedBytes }) => receivedBytes)
  assert.equal(progress.length, 100)
  assert.deepEqual(
    progress,
    progress.toSorted((left, right) => left - right),
  )
})

test('bytes that a holder forges come as forged', () => {
  const rig = new PairRig()
  rig.holder.malice.forges = true

  rig.fetch()
  rig.pass(hourMs)

  const [end] = rig.fetcherMind.told('fetched')
  assert.deepEqual(rig.ends, ['forged'])
  assert.ok(end !== undefined && rig.fetcher.isForged(end.ticket))
})

test('a serve of a request that is over ends with nothing sent', () => {
  const rig = new PairRig()

  const serve = { type: 'serve', request: 7 as RequestId, address: rig.address, ticket: undefined } as const
  rig.effect(rig.holder, serve)
  rig.pass(1)

  assert.deepEqual(rig.holderMind.told('served'), [{ type: 'served', request: 7, sentBytes: 0 }])
})
