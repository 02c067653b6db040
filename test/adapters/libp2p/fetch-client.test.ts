import assert from 'node:assert/strict'
import type { TestContext } from 'node:test'
import { test } from 'node:test'
import { FetchClient } from '#adapters/libp2p/fetch/fetch-client.ts'
import { serveFetches } from '#adapters/libp2p/fetch/fetch-server.ts'
import { createNode } from '#adapters/libp2p/libp2p-node.ts'
import { fetchProtocol } from '#adapters/libp2p/protocols.ts'
import { payloadAddress } from '#core/address.ts'
import { sha256 } from '#core/digest.ts'
import { deadlineMs, patterned, seedOf } from '#test/adapters/libp2p/test-peer.ts'

const bytes = patterned(1_000)
const address = payloadAddress(sha256(bytes))

test('fifty fetches one after the other use one stream', async (t) => {
  const { client, streams } = await connect(t)

  for (let count = 0; count < 50; count++) await fetchOnce(client)

  assert.equal(streams.length, 1)
})

test('a stream that the server closed while it was idle is replaced without a failure', async (t) => {
  const { client, streams } = await connect(t)
  await fetchOnce(client)

  streams[0]?.abort(new Error('idle'))
  const fetched = await fetchOnce(client)

  assert.ok(Buffer.from(fetched).equals(bytes))
  assert.equal(streams.length, 2)
})

function fetchOnce(client: FetchClient): Promise<Uint8Array> {
  return client.fetch(address, bytes.byteLength, { signal: AbortSignal.timeout(deadlineMs), onProgress: () => {} })
}

/** A client and the streams that it opened, on the server's side. */
async function connect(t: TestContext) {
  const streams: { abort(error: Error): void }[] = []
  const [server, dialler] = await Promise.all(
    ['server', 'dialler'].map((name) =>
      createNode({
        seed: seedOf(name),
        listen: ['/ip4/127.0.0.1/tcp/0'],
        connectionsMax: 8,
        isBanned: () => false,
      }),
    ),
  )
  assert.ok(server !== undefined && dialler !== undefined)
  const read = async (offset: number, length: number) => bytes.subarray(offset, offset + length)
  await server.handle(fetchProtocol, (stream) => {
    streams.push(stream)
    void serveFetches(stream, 'lan', {
      request: (_address, responder) => void responder.serve({ totalBytes: bytes.byteLength, read }),
      fault: assert.fail,
      sourceFailed: assert.fail,
    })
  })
  await Promise.all([server.start(), dialler.start()])
  t.after(() => Promise.all([server.stop(), dialler.stop()]))
  const connection = await dialler.dial(server.getMultiaddrs())
  return {
    client: new FetchClient(connection, 'lan', {
      arrived: () => {},
      paused: () => {},
      replaced: () => undefined,
      fault: assert.fail,
    }),
    streams,
  }
}
