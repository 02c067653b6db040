import assert from 'node:assert/strict'
import { stat } from 'node:fs/promises'
import { test } from 'node:test'
import { ControlRig } from '#test/tracker/api/control-rig.ts'
import { ownerAccessFile } from '#tracker/api/tokens/owner-access.ts'

test('a token lasts until it is revoked, also across restarts', async (t) => {
  const rig = await ControlRig.start(t, '1.0.0')
  const token = await rig.token('read')
  const oldOwner = rig.ownerToken

  await rig.end()
  await rig.begin()
  const after = await rig.ask('/v1/status', { token })
  const owner = await rig.ask('/v1/status', { token: oldOwner })
  const { body: listed } = await rig.ask('/v1/tokens')
  await rig.ask(`/v1/tokens/${listed.items[0].id}`, { method: 'DELETE' })
  const revoked = await rig.ask('/v1/status', { token })

  assert.deepEqual([after.status, owner.status, revoked.status], [200, 401, 401])
})

test('nothing that is kept of a token tells its secret', async (t) => {
  const rig = await ControlRig.start(t, '1.0.0')
  const [, , secret = '?'] = (await rig.token('read')).split('_')

  const { body } = await rig.ask('/v1/tokens')
  const { body: audit } = await rig.ask('/v1/audit')

  assert.deepEqual(Object.keys(body.items[0]).sort(), ['createdAt', 'expiresAt', 'id', 'name', 'scopes'])
  assert.ok(!JSON.stringify([body, audit]).includes(secret))
})

test('only the user of the tracker can read how its owner gets in, and it is gone when the tracker ends', async (t) => {
  const rig = await ControlRig.start(t, '1.0.0')
  const path = ownerAccessFile(rig.stateDirectory)

  const { mode } = await stat(path)
  await rig.end()

  assert.equal(mode & 0o777, 0o600)
  await assert.rejects(stat(path), { code: 'ENOENT' })
})

test('a request that comes again with its key is answered as before and done once, also after a restart', async (t) => {
  const rig = await ControlRig.start(t, '1.0.0')
  const token = await rig.token('device')
  const asking = { token, body: { text: 'does not start' }, headers: { 'idempotency-key': 'ticket-7' } }

  const first = await rig.ask('/v1/annotations', asking)
  await rig.end()
  await rig.begin()
  const again = await rig.ask('/v1/annotations', asking)
  const { body: listed } = await rig.ask('/v1/annotations')

  assert.deepEqual([again.status, again.body], [201, first.body])
  assert.equal(again.headers.get('idempotent-replayed'), 'true')
  assert.equal(listed.items.length, 1)
})

test('a key that comes with another request is refused', async (t) => {
  const rig = await ControlRig.start(t, '1.0.0')
  const headers = { 'idempotency-key': 'ticket-7' }
  await rig.ask('/v1/annotations', { body: { text: 'one' }, headers })

  const other = await rig.ask('/v1/annotations', { body: { text: 'two' }, headers })

  assert.equal(other.status, 422)
  assert.match(other.body.detail, /came with another request/)
})

test('two requests with one key at once are not both worked on', async (t) => {
  const rig = await ControlRig.start(t, '1.0.0')
  const headers = { 'idempotency-key': 'ticket-7' }

  const answers = await Promise.all([1, 2, 3].map(() => rig.ask('/v1/annotations', { body: { text: 'one' }, headers })))

  const statuses = answers.map(({ status }) => status)
  assert.ok(statuses.includes(201))
  assert.ok(statuses.every((status) => status === 201 || status === 409))
  const { body } = await rig.ask('/v1/annotations')
  assert.equal(body.items.length, 1)
})

test('a list comes page by page, without an item twice or left out', async (t) => {
  const rig = await ControlRig.start(t, '1.0.0')
  for (let number = 1; number <= 7; number++) await rig.ask('/v1/annotations', { body: { text: `${number}` } })

  const texts: string[] = []
  let path = '/v1/annotations?limit=3'
  for (let page = 0; page < 5; page++) {
    const { body } = await rig.ask(path)
    texts.push(...body.items.map(({ text }: { text: string }) => text))
    if (body.next === null) break
    path = `/v1/annotations?limit=3&cursor=${body.next}`
  }

  assert.deepEqual(texts, ['7', '6', '5', '4', '3', '2', '1'])
})

test('who tries tokens is slowed down', async (t) => {
  const rig = await ControlRig.start(t, '1.0.0')

  const statuses: number[] = []
  for (let attempt = 0; attempt < 310; attempt++)
    statuses.push((await rig.ask('/v1/status', { token: `mycel_${attempt}` })).status)
  const owner = await rig.ask('/v1/status')

  assert.deepEqual([statuses.at(0), statuses.at(-1), owner.status], [401, 429, 200])
})
