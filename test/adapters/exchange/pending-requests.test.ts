import assert from 'node:assert/strict'
import { test } from 'node:test'
import { memorySource, PendingRequests } from '#adapters/exchange/pending-requests.ts'
import type { RequestId } from '#core/exchange/contract.ts'
import { joined, patterned, type TestPeerOptions } from '#test/adapters/libp2p/test-peer.ts'

const bytes = patterned(300_000)

/** A peer that keeps every request until it is told what to do. */
function keeping(requests: PendingRequests, decide: (request: RequestId) => void): TestPeerOptions {
  return { request: (_address, responder) => decide(requests.add(responder)) }
}

test('a request is served from memory, and the bytes sent are told', async (t) => {
  const requests = new PendingRequests()
  const { promise: sent, resolve } = Promise.withResolvers<number>()
  const serve = (request: RequestId) => resolve(requests.serve(request, memorySource(bytes)))
  const { alice, bob } = await joined(t, keeping(requests, serve))

  const fetched = await alice.fetch(bob, bytes)

  assert.ok(Buffer.from(fetched).equals(bytes))
  assert.equal(await sent, bytes.byteLength)
})

test('a request is refused with the reason', async (t) => {
  const requests = new PendingRequests()
  const { alice, bob } = await joined(
    t,
    keeping(requests, (request) => requests.refuse(request, 'busy')),
  )

  await assert.rejects(alice.fetch(bob, bytes), { reason: 'busy' })
})

test('what is not there after all is missing', async (t) => {
  const requests = new PendingRequests()
  const { promise: sent, resolve } = Promise.withResolvers<number>()
  const serve = (request: RequestId) => resolve(requests.serve(request, undefined))
  const { alice, bob } = await joined(t, keeping(requests, serve))

  await assert.rejects(alice.fetch(bob, bytes), { reason: 'missing' })

  assert.equal(await sent, 0)
})

test('a request is answered once', async (t) => {
  const requests = new PendingRequests()
  const again: Promise<number>[] = []
  const serve = (request: RequestId) => {
    void requests.serve(request, memorySource(bytes))
    again.push(requests.serve(request, memorySource(bytes)))
    requests.refuse(request, 'missing')
  }
  const { alice, bob } = await joined(t, keeping(requests, serve))

  const fetched = await alice.fetch(bob, bytes)

  assert.ok(Buffer.from(fetched).equals(bytes))
  assert.deepEqual(await Promise.all(again), [0])
})
