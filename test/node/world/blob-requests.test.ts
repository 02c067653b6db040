import assert from 'node:assert/strict'
import { test } from 'node:test'
import { UserError } from '#core/errors.ts'
import type { BlobId, NodeInput } from '#node/engine/contract.ts'
import { BlobRequests } from '#node/world/blob-requests.ts'
import { Tickets } from '#node/world/tickets.ts'
import { payload } from '#test/core/exchange/rig.ts'

const document = payload('document')
const blob = 1 as BlobId

test('a document is wanted, and its bytes are given back as soon as they are there', async () => {
  const inputs: NodeInput[] = []
  const tickets = new Tickets()
  const blobs = new BlobRequests((input) => inputs.push(input), tickets)
  const bytes = Buffer.from('document')
  const ticket = tickets.add(bytes)

  const wanted = blobs.blob(document, bytes.byteLength)
  blobs.arrived(blob, ticket)

  assert.equal(await wanted, bytes)
  assert.deepEqual(inputs, [
    { type: 'blob-wanted', blob, address: document, bytes: bytes.byteLength },
    { type: 'consumed', ticket },
  ])
})

test('a document that nobody brings is withdrawn after a minute, and that is said', async (t) => {
  t.mock.timers.enable({ apis: ['setTimeout'] })
  const inputs: NodeInput[] = []
  const blobs = new BlobRequests((input) => inputs.push(input), new Tickets())

  const wanted = blobs.blob(document, 100)
  t.mock.timers.tick(60_000)

  await assert.rejects(
    wanted,
    (error) => error instanceof UserError && /nobody brought a document of 100 bytes within 60 s/.test(error.message),
  )
  assert.deepEqual(inputs.at(-1), { type: 'blob-unwanted', blob })
})

test('a document that comes after all is given back', async (t) => {
  t.mock.timers.enable({ apis: ['setTimeout'] })
  const inputs: NodeInput[] = []
  const tickets = new Tickets()
  const blobs = new BlobRequests((input) => inputs.push(input), tickets)
  const wanted = blobs.blob(document, 100)
  t.mock.timers.tick(60_000)
  await assert.rejects(wanted)
  const ticket = tickets.add(Buffer.from('late'))

  blobs.arrived(blob, ticket)

  assert.deepEqual(inputs.at(-1), { type: 'consumed', ticket })
})

test('what is waited for ends when the node stops, and so does what is asked for after it', async (t) => {
  t.mock.timers.enable({ apis: ['setTimeout'] })
  const blobs = new BlobRequests(() => {}, new Tickets())
  const wanted = blobs.blob(document, 100)

  blobs.close()

  await assert.rejects(wanted, /this node stops/)
  await assert.rejects(blobs.blob(document, 100), /this node stops/)
})
