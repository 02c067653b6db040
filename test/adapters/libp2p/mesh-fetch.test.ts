import assert from 'node:assert/strict'
import { test } from 'node:test'
import { FetchFailed } from '#adapters/exchange/fetch-failed.ts'
import { outboundFetchStreamsMax } from '#adapters/libp2p/protocols.ts'
import type { FetchFailure } from '#core/exchange/contract.ts'
import { rangeBytesMax } from '#core/exchange/fetch-message.ts'
import { joined, patterned, serving } from '#test/adapters/libp2p/test-peer.ts'

const mebibyte = 1024 * 1024

test('a fetch of 1 MiB arrives byte for byte, read in ranges, with progress', async (t) => {
  const bytes = patterned(mebibyte)
  const ranges: number[] = []
  const read = async (offset: number, length: number) => {
    ranges.push(length)
    return bytes.subarray(offset, offset + length)
  }
  const { promise: served, resolve } = Promise.withResolvers<number>()
  const { alice, bob } = await joined(t, {
    request: (_address, responder) => void responder.serve({ totalBytes: mebibyte, read }).then(resolve),
  })
  const progress: number[] = []

  const fetched = await alice.fetch(bob, bytes, { onProgress: (received) => progress.push(received) })

  assert.ok(Buffer.from(fetched).equals(bytes))
  assert.deepEqual(ranges, [rangeBytesMax, rangeBytesMax, rangeBytesMax, rangeBytesMax])
  assert.equal(await served, mebibyte)
  assert.ok(progress.length >= 1 && progress.every((received) => received > 0 && received <= mebibyte))
})

test('a fetch that pauses for each arrival comes slower, and whole', async (t) => {
  const bytes = patterned(mebibyte)
  const { alice, bob } = await joined(t, serving(bytes))
  let pausedMs = 0
  const pauseMs = (arrivedBytes: number) => {
    // 4 MiB a second.
    const ms = arrivedBytes / 4_194
    pausedMs += ms
    return ms
  }

  const beganMs = performance.now()
  const fetched = await alice.fetch(bob, bytes, { pauseMs })
  const tookMs = performance.now() - beganMs

  assert.ok(Buffer.from(fetched).equals(bytes))
  assert.ok(pausedMs > 50, `${pausedMs} ms of pauses`)
  // Timers cut the fractions of a millisecond, and the pause after the last arrival holds nothing up.
  assert.ok(tookMs > pausedMs / 4, `${tookMs} ms for ${pausedMs} ms of pauses`)
})

for (const reason of ['busy', 'missing', 'refused'] as const) {
  test(`the answer ${reason} fails the fetch with that reason`, async (t) => {
    const { alice, bob } = await joined(t, { request: (_address, responder) => responder.refuse(reason) })

    await assert.rejects(alice.fetch(bob, patterned(10)), failedAs(reason))
  })
}

test('an answer that is longer than due fails the fetch and is reported', async (t) => {
  const { alice, bob } = await joined(t, serving(patterned(11)))

  await assert.rejects(alice.fetch(bob, patterned(10)), failedAs('closed'))

  const { notice } = await alice.until('notice')
  assert.deepEqual(notice, {
    type: 'protocol-error',
    peer: bob.name,
    reason: 'fetch answer: offers 11 bytes where 10 are due',
  })
})

test('a fetch that is cancelled midway leaves the peer usable', async (t) => {
  const bytes = patterned(mebibyte)
  const halfway = Promise.withResolvers<void>()
  const cancelled = new AbortController()
  let requests = 0
  const { alice, bob } = await joined(t, {
    request: (_address, responder) => {
      const isFirst = ++requests === 1
      const read = async (offset: number, length: number) => {
        if (isFirst && offset > 0) await halfway.promise
        return bytes.subarray(offset, offset + length)
      }
      void responder.serve({ totalBytes: mebibyte, read })
    },
  })

  const first = alice.fetch(bob, bytes, { signal: cancelled.signal, onProgress: () => cancelled.abort() })
  await assert.rejects(first, failedAs('closed'))
  halfway.resolve()
  const second = await alice.fetch(bob, bytes)

  assert.ok(Buffer.from(second).equals(bytes))
})

test('fetches beyond the streams of a peer are busy, and the others arrive', async (t) => {
  const bytes = patterned(rangeBytesMax + 1)
  const { alice, bob } = await joined(t, serving(bytes))

  const fetches = Array.from({ length: outboundFetchStreamsMax + 2 }, () => alice.fetch(bob, bytes))
  const settled = await Promise.allSettled(fetches)

  const failures = settled.flatMap((result) => (result.status === 'rejected' ? [result.reason] : []))
  assert.deepEqual(
    failures.map((error: FetchFailed) => error.reason),
    ['busy', 'busy'],
  )
})

test('a source that cannot be read fails the fetch and is reported', async (t) => {
  const read = () => Promise.reject(new Error('the disk is gone'))
  const { alice, bob } = await joined(t, {
    request: (_address, responder) => void responder.serve({ totalBytes: 10, read }),
  })

  await assert.rejects(alice.fetch(bob, patterned(10)), failedAs('closed'))

  const { notice } = await bob.until('notice')
  assert.equal(notice.type === 'source-failed' && notice.reason, 'the disk is gone')
})

test('a fetch from a peer that has left is closed', async (t) => {
  const { alice, bob } = await joined(t, {})

  alice.mesh.drop(bob.name, 'a test')

  await assert.rejects(alice.fetch(bob, patterned(10)), failedAs('closed'))
})

function failedAs(reason: FetchFailure): (error: unknown) => boolean {
  return (error) => error instanceof FetchFailed && error.reason === reason
}
