import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Message } from '#core/exchange/message.ts'
import { TestPeer } from '#test/adapters/libp2p/test-peer.ts'

test('two peers join and hear what the other says, in order', async (t) => {
  const [alice, bob] = [await TestPeer.start('alice'), await TestPeer.start('bob')]
  t.after(() => Promise.all([alice.mesh.stop(), bob.mesh.stop()]))

  await alice.mesh.dial(bob.address)
  for (let version = 1; version <= 100; version++) alice.mesh.send(bob.name, headOf(version))
  await bob.until('joined')
  bob.mesh.send(alice.name, headOf(7))
  await bob.until('message', 100)
  await alice.until('message')

  assert.deepEqual(
    bob.all('message').map(({ message }) => message),
    Array.from({ length: 100 }, (_, index) => headOf(index + 1)),
  )
  assert.deepEqual((await alice.until('message')).message, headOf(7))
  assert.equal((await alice.until('joined')).joined.direction, 'outbound')
  assert.equal((await bob.until('joined')).joined.direction, 'inbound')
})

for (const [dialler, listener] of [
  ['alice', 'bob'],
  ['bob', 'alice'],
] as const) {
  test(`${dialler} is told why ${listener} does not admit it`, async (t) => {
    const first = await TestPeer.start(dialler)
    const second = await TestPeer.start(listener, { admit: () => ({ type: 'refused', reason: 'wrong fleet' }) })
    t.after(() => Promise.all([first.mesh.stop(), second.mesh.stop()]))

    await assert.rejects(first.mesh.dial(second.address), /refused by the peer: wrong fleet/)

    const refused = { type: 'refused', by: 'us', peer: first.name, reason: 'wrong fleet' }
    assert.deepEqual((await second.until('notice')).notice, refused)
    assert.deepEqual([...first.all('joined'), ...second.all('joined')], [])
  })
}

test('a dial of nobody is rejected with the address and the cause', async (t) => {
  const alice = await TestPeer.start('alice')
  t.after(() => alice.mesh.stop())

  await assert.rejects(alice.mesh.dial('/ip4/127.0.0.1/tcp/9'), /cannot reach \/ip4\/127.0.0.1\/tcp\/9: .*ECONNREFUSED/)
  await assert.rejects(alice.mesh.dial('no address'), /cannot reach no address: /)
})

test('peers that dial each other at once keep one connection and lose no message', async (t) => {
  const [alice, bob] = [await TestPeer.start('alice'), await TestPeer.start('bob')]
  t.after(() => Promise.all([alice.mesh.stop(), bob.mesh.stop()]))

  await Promise.all([alice.mesh.dial(bob.address), bob.mesh.dial(alice.address)])
  for (let version = 1; version <= 50; version++) {
    alice.mesh.send(bob.name, headOf(version))
    bob.mesh.send(alice.name, headOf(version))
  }
  await Promise.all([alice.until('message', 50), bob.until('message', 50)])

  for (const peer of [alice, bob]) {
    assert.equal(peer.all('joined').length, 1)
    assert.deepEqual(peer.all('left'), [])
  }
})

test('a peer that lost its connection unnoticed joins again', async (t) => {
  const bob = await TestPeer.start('bob')
  const alice = await TestPeer.start('alice')
  t.after(() => Promise.all([alice.mesh.stop(), bob.mesh.stop()]))
  await alice.mesh.dial(bob.address)
  await bob.until('joined')

  alice.mesh.drop(bob.name, 'a test')
  await bob.until('left')
  await alice.mesh.dial(bob.address)

  await bob.until('joined', 2)
  assert.equal((await alice.until('left')).reason, 'a test')
})

test('a banned peer can neither come back nor be dialled', async (t) => {
  const [alice, bob] = [await TestPeer.start('alice'), await TestPeer.start('bob')]
  t.after(() => Promise.all([alice.mesh.stop(), bob.mesh.stop()]))
  await alice.mesh.dial(bob.address)
  await bob.until('joined')

  bob.mesh.ban(alice.name, 'forged bytes')
  await alice.until('left')

  await assert.rejects(alice.mesh.dial(bob.address))
  await assert.rejects(bob.mesh.dial(alice.address), /blocked/)
  assert.equal(bob.all('joined').length, 1)
})

test('metadata is answered with what the peer sends for that request', async (t) => {
  const [alice, bob] = [await TestPeer.start('alice'), await TestPeer.start('bob')]
  t.after(() => Promise.all([alice.mesh.stop(), bob.mesh.stop()]))
  await alice.mesh.dial(bob.address)

  const asked = alice.mesh.metadata(bob.name, 'root', 3, AbortSignal.timeout(5_000))
  const { message } = await bob.until('message')
  assert.deepEqual(message, { type: 'metadata-request', request: 1, role: 'root', version: 3 })
  bob.mesh.send(alice.name, { type: 'metadata', request: 1, content: new Uint8Array([9]) })

  assert.deepEqual(Uint8Array.from((await asked) ?? []), new Uint8Array([9]))
})

test('a metadata request ends when the peer leaves', async (t) => {
  const [alice, bob] = [await TestPeer.start('alice'), await TestPeer.start('bob')]
  t.after(() => Promise.all([alice.mesh.stop(), bob.mesh.stop()]))
  await alice.mesh.dial(bob.address)

  const asked = alice.mesh.metadata(bob.name, 'timestamp', 0, AbortSignal.timeout(5_000))
  const rejected = assert.rejects(asked, /closed the connection|connection closed/)
  await bob.until('message')
  bob.mesh.drop(alice.name, 'a test')

  await rejected
})

test('a peer that listens on loopback only multicasts nothing and says so', async (t) => {
  const alice = await TestPeer.start('alice', {
    mdns: { serviceTag: '_mycel-test._udp.local', sighted: () => assert.fail('nobody is there') },
  })
  t.after(() => alice.mesh.stop())

  const { notice } = await alice.until('notice')

  assert.deepEqual(notice, { type: 'mdns', reason: 'mDNS is off: this node listens on loopback only' })
})

function headOf(version: number): Message {
  return { type: 'head', rootVersion: 1, timestampVersion: version }
}
