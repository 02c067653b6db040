import assert from 'node:assert/strict'
import { test } from 'node:test'
import { BrokenRule } from '#core/check.ts'
import { instant } from '#core/engine.ts'
import type { Ticket } from '#core/exchange/contract.ts'
import { PairRig } from '#test/sim/endpoint/endpoint-rig.ts'

test('an engine is woken at its deadline, and not at one that it has moved since', () => {
  const rig = new PairRig()
  rig.fetcherMind.due = instant(500_000)
  rig.fetcher.arrangeTick()
  rig.after(100, () => {
    rig.fetcherMind.due = instant(300_000)
    rig.fetcher.arrangeTick()
  })

  rig.pass(1_000)

  assert.deepEqual(
    rig.fetcherMind.inputs.filter(({ input }) => input.type === 'tick').map(({ at }) => at),
    [300],
  )
})

test('an engine whose deadline does not move on is a broken rule', () => {
  const rig = new PairRig()
  rig.fetcherMind.due = rig.clock.now

  assert.throws(() => rig.fetcher.arrangeTick(), BrokenRule)
})

test('who has gone away is told nothing, and is not woken', () => {
  const rig = new PairRig()
  rig.fetcherMind.due = instant(500_000)
  rig.fetcher.arrangeTick()
  rig.fetcher.goAway()

  rig.fetcher.handle({ type: 'tick' })
  rig.pass(1_000)

  assert.deepEqual(rig.fetcherMind.told('tick'), [])
  assert.equal(rig.fetcher.peers.size, 0)
})

test('a peer is joined once and lost once', () => {
  const rig = new PairRig()

  rig.fetcher.join(rig.holder, 'lan')
  rig.fetcher.lose(rig.holder.name)
  rig.fetcher.lose(rig.holder.name)

  assert.equal(rig.fetcherMind.told('peer-joined').length, 1)
  assert.equal(rig.fetcherMind.told('peer-left').length, 1)
})

test('a connection is new for the first that uses it, until it is made again', () => {
  const rig = new PairRig()
  const { name } = rig.holder

  const before = [rig.fetcher.beginUse(name), rig.fetcher.beginUse(name)]
  rig.fetcher.lose(name)
  rig.fetcher.join(rig.holder, 'lan')

  assert.deepEqual([...before, rig.fetcher.beginUse(name)], [true, false, true])
})

test('a ticket is kept until it is released, and released once', () => {
  const rig = new PairRig()
  rig.fetch()
  rig.pass(2_000)
  const ticket = rig.fetcherMind.told('fetched')[0]?.ticket as Ticket
  const release = { type: 'release', ticket } as const

  rig.effect(rig.fetcher, release)

  assert.throws(() => rig.effect(rig.fetcher, release), BrokenRule)
  assert.throws(() => rig.fetcher.isForged(ticket), BrokenRule)
})

test('forged bytes that are served on are forged for the next one, too', () => {
  const rig = new PairRig()
  rig.holder.malice.forges = true
  rig.fetch()
  rig.pass(2_000)
  const ticket = rig.fetcherMind.told('fetched')[0]?.ticket
  rig.fetcherMind.answer = (input) =>
    input.type === 'request' ? [{ type: 'serve', request: input.request, address: input.address, ticket }] : []

  rig.fetch({ from: rig.fetcher, by: rig.holder })
  rig.pass(2_000)

  assert.equal(rig.holderMind.told('fetched')[0]?.verdict.type, 'forged')
})
