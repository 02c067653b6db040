import assert from 'node:assert/strict'
import { test } from 'node:test'
import { SocketBytes } from '#adapters/net/socket-bytes.ts'
import { joined, patterned, serving } from '#test/adapters/libp2p/test-peer.ts'

test('the sockets of a fetch carry at least its bytes, and little more', async (t) => {
  const counted = SocketBytes.start()
  t.after(() => counted.stop())
  const bytes = patterned(1024 * 1024)
  const { alice, bob } = await joined(t, serving(bytes))

  await alice.fetch(bob, bytes)

  const { client, server } = counted.totals(({ side }) => side)
  assert.ok(client !== undefined && client.readBytes >= bytes.byteLength)
  assert.ok(server !== undefined && server.writtenBytes >= bytes.byteLength)
  assert.ok(client.readBytes < bytes.byteLength * 1.02 + 4_096, `${client.readBytes} bytes were read`)
})
