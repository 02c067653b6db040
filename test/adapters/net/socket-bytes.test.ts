import assert from 'node:assert/strict'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { connect, createServer } from 'node:net'
import { test } from 'node:test'
import { SocketBytes } from '#adapters/net/socket-bytes.ts'

const payload = Buffer.alloc(300_000, 7)

test('both ends of a transfer are counted, while it is open and when it is closed', async (t) => {
  const counted = SocketBytes.start()
  const server = createServer((socket) => socket.resume()).listen(0, '127.0.0.1')
  t.after(() => counted.stop())
  t.after(() => server.close())
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo

  const accepted = once(server, 'connection')
  const client = connect(port, '127.0.0.1')
  const [socket] = await accepted
  client.write(payload)
  client.end()
  while (socket.bytesRead < payload.byteLength) await once(socket, 'data')
  const open = counted.totals(({ side }) => side)
  if (!client.closed) await once(client, 'close')
  const served = counted.totals(({ side, localPort }) => `${side} ${localPort === port}`)
  const closed = counted.totals(({ side, address, port: remote }) =>
    side === 'client' ? `${address} ${remote === port}` : side,
  )

  assert.equal(open['server']?.readBytes, payload.byteLength)
  assert.equal(served['server true']?.readBytes, payload.byteLength)
  assert.deepEqual(closed['127.0.0.1 true'], { readBytes: 0, writtenBytes: payload.byteLength })
  assert.equal(closed['server']?.readBytes, payload.byteLength)
})

test('a socket that never connected counts for nobody', async (t) => {
  const counted = SocketBytes.start()
  t.after(() => counted.stop())

  const client = connect(9, '127.0.0.1')
  await once(client, 'error')

  assert.deepEqual(
    counted.totals(() => 'anybody'),
    {},
  )
})
