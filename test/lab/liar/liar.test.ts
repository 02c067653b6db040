import assert from 'node:assert/strict'
import { test } from 'node:test'
import { chunkAddress, payloadAddress } from '#core/address.ts'
import { sha256 } from '#core/digest.ts'
import { type Instant, instant, later } from '#core/engine.ts'
import type { FetchId, PeerName, RequestId } from '#core/exchange/contract.ts'
import type { ChunkRef, ChunkTask, JobId, NodeEffect, NodeInput } from '#node/engine/contract.ts'
import { Liar } from './liar.ts'

const neighbour = 'neighbour' as PeerName
const tracker = 'tracker' as PeerName
const payload = payloadAddress(sha256(Buffer.from('payload')))
const start = instant(0)
/** When the first lies are told. */
const roundAt = later(start, 1_000)

test('a liar has what it only plans to take', () => {
  const liar = schemingLiar()

  const said = liar.handle({ type: 'tick' }, roundAt, () => [])

  const haves = said.flatMap((effect) =>
    effect.type === 'send' && effect.message.type === 'have' ? effect.message.addresses : [],
  )
  assert.ok(haves.includes(taskOf(0).address))
})

test('a lease of a liar moves from round to round', () => {
  const liar = schemingLiar()
  const received = (now: Instant): readonly number[] =>
    liar
      .handle({ type: 'tick' }, now, () => [])
      .flatMap((effect) => (effect.type === 'send' && effect.message.type === 'lease' ? effect.message.taken : []))
      .map(({ receivedBytes }) => receivedBytes)

  const [first = 0] = received(roundAt)
  const [second = 0] = received(later(roundAt, 1_000))

  assert.ok(second > first)
})

test('a liar tells its lies once a second', () => {
  const liar = schemingLiar()
  const said = Array.from({ length: 300 }, (_, round) =>
    liar.handle({ type: 'tick' }, later(start, round * 10), () => []),
  ).flat()

  const haves = said.filter((effect) => effect.type === 'send' && effect.message.type === 'have')
  assert.equal(haves.length, 2)
})

test('a liar takes nothing over the WAN, and its engine does not learn it', () => {
  const liar = schemingLiar()
  const heard: NodeInput[] = []
  const fetch: NodeEffect = { type: 'fetch', fetch: 1 as FetchId, peer: tracker, address: payload, bytes: 10 }

  const begun = liar.handle({ type: 'tick' }, start, () => [fetch])
  const cancelled = liar.handle({ type: 'tick' }, start, (input) => {
    heard.push(input)
    return input.type === 'tick' ? [{ type: 'cancel', fetch: 1 as FetchId }] : []
  })

  assert.deepEqual([...begun, ...cancelled], [])
  assert.deepEqual(heard.at(-1), { type: 'fetch-failed', fetch: 1, reason: 'closed' })
})

test('a liar serves nobody', () => {
  const liar = schemingLiar()
  const serve = (request: number): NodeEffect =>
    ({ type: 'serve', request: request as RequestId, address: payload, ticket: undefined }) as const

  const done = liar.handle({ type: 'tick' }, start, (input) => (input.type === 'tick' ? [serve(1), serve(2)] : []))

  assert.deepEqual(done, [{ type: 'refuse', request: 2, reason: 'missing' }])
})

/** A liar with a neighbour and a tracker that has a plan. */
function schemingLiar(): Liar {
  const liar = new Liar('liar' as PeerName)
  const tasks = [taskOf(0), taskOf(1)]
  const plan = { version: '2.0.0', group: sha256(Buffer.from('group')), chunkCount: 2, tasks, present: [] }
  const inputs: readonly NodeInput[] = [
    { type: 'peer-joined', peer: neighbour, link: 'lan', role: 'device' },
    { type: 'peer-joined', peer: tracker, link: 'wan', role: 'seeder' },
    { type: 'planned', job: 1 as JobId, plan },
  ]
  for (const input of inputs) liar.handle(input, start, () => [])
  return liar
}

function taskOf(number: number): ChunkTask {
  const bytes = 2 ** 20
  const name = Buffer.from(`chunk ${number}`)
  const ways = [{ address: payloadAddress(sha256(name)), bytes }]
  return { ref: number as ChunkRef, address: chunkAddress(sha256(name)), bytes, local: false, ways, rival: undefined }
}
