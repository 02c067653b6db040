import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Answered, type Asking, ControlRig, orderOfAll } from '#test/tracker/api/control-rig.ts'
import { grantedScopes } from '#tracker/api/tokens/token.ts'

interface Operation {
  readonly method: string
  readonly path: string
  readonly operationId: string
  readonly isOpen: boolean
  readonly scopes: readonly string[]
}

/** Every route of the OpenAPI document. */
async function operationsOf(rig: ControlRig): Promise<readonly Operation[]> {
  const { body } = await rig.ask('/v1/openapi.json', { token: '' })
  return Object.entries<Record<string, Documented>>(body.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, { operationId, security, description }]) => ({
      method: method.toUpperCase(),
      path: path.replace('{id}', 'spring'),
      operationId,
      isOpen: security.length === 0,
      scopes: /Scopes: (.*)\.$/.exec(description)?.[1]?.split(' or ') ?? [],
    })),
  )
}

interface Documented {
  readonly operationId: string
  readonly security: readonly object[]
  readonly description: string
}

/** Asks, and looks at the head of the answer only: events do not end. */
async function ask(
  rig: ControlRig,
  { method, path }: Pick<Operation, 'method' | 'path'>,
  asking: Asking,
): Promise<number> {
  const stop = new AbortController()
  const token = asking.token ?? rig.ownerToken
  const response = await fetch(`${rig.url}${path}`, {
    method,
    signal: stop.signal,
    headers: {
      ...(token !== '' && { authorization: `Bearer ${token}` }),
      ...(asking.body !== undefined && { 'content-type': 'application/json' }),
      ...asking.headers,
    },
    ...(method !== 'GET' && asking.body !== undefined && { body: String(asking.body) }),
  })
  stop.abort()
  return response.status
}

async function scannedRig(t: Parameters<typeof ControlRig.start>[0]) {
  const rig = await ControlRig.start(t, '1.0.0', '1.1.0')
  await rig.ask('/v1/rollouts', { body: orderOfAll })
  return { rig, operations: await operationsOf(rig) }
}

const goodShape = /^mycel_/

test('every route without a good token is answered with 401, but those that are open', async (t) => {
  const { rig, operations } = await scannedRig(t)
  const revoked = await rig.token('read')
  const { body: made } = await rig.ask('/v1/tokens')
  await rig.ask(`/v1/tokens/${made.items[0].id}`, { method: 'DELETE' })
  const tokens = ['', 'x', revoked, rig.ownerToken.slice(0, -1), rig.ownerToken.replace(goodShape, 'mycel_0')]

  const wrong: string[] = []
  for (const operation of operations) {
    for (const token of tokens) {
      const status = await ask(rig, operation, { token })
      const isRight = operation.isOpen ? status < 500 && status !== 401 : status === 401
      if (!isRight) wrong.push(`${operation.operationId} with ${JSON.stringify(token)}: ${status}`)
    }
  }

  assert.ok(operations.length >= 18, `${operations.length} routes`)
  assert.deepEqual(wrong, [])
})

test('every route asked with another scope than it takes is answered with 403', async (t) => {
  const { rig, operations } = await scannedRig(t)

  const wrong: string[] = []
  for (const scope of grantedScopes) {
    const token = await rig.token(scope)
    for (const operation of operations) {
      const status = await ask(rig, operation, { token, body: '{}' })
      const isAllowed = operation.isOpen || operation.scopes.includes(scope)
      const isRight = isAllowed ? status < 500 && status !== 401 && status !== 403 : status === 403
      if (!isRight) wrong.push(`${operation.operationId} with ${scope}: ${status}`)
    }
  }

  assert.deepEqual(wrong, [])
})

const bodies: readonly string[] = [
  '',
  'no JSON',
  'null',
  '[]',
  '0',
  '{}',
  '{"a":1}',
  '{"__proto__":{"a":1}}',
  '{"action":"explode"}',
  '{"reports":["!!!!"]}',
  '{"reports":["AAAA"]}',
  '{"product":"hub","version":"1.1.0","phases":[]}',
  '{"product":"hub","version":"not a version","template":"guide"}',
  '{"product":"../..","version":"1.1.0","template":"guide"}',
  '{"product":"hub","version":"1.1.0","template":"guide","advisoryDate":"2026-13-77"}',
  '{"name":"\\u0000","scopes":["owner"]}',
  '['.repeat(20_000),
  `"${'x'.repeat(70_000)}"`,
]

test('no body, however malformed, is answered with anything but a refusal', async (t) => {
  const { rig, operations } = await scannedRig(t)

  const wrong: string[] = []
  for (const operation of operations.filter(({ method }) => method === 'POST')) {
    for (const body of bodies) {
      const status = await ask(rig, operation, { body })
      const isRefused = status >= 400 && status < 500
      const isTaken = operation.operationId === 'sendReports' && body.includes('AAAA') && status === 200
      if (!isRefused && !isTaken) wrong.push(`${operation.operationId} with ${body.slice(0, 60)}: ${status}`)
    }
    const other = await ask(rig, operation, { body: '<a/>', headers: { 'content-type': 'text/xml' } })
    if (other !== 415) wrong.push(`${operation.operationId} with XML: ${other}`)
  }

  assert.deepEqual(wrong, [])
})

const queries = [
  '?limit=0',
  '?limit=x',
  '?limit=1e9',
  '?cursor=',
  '?cursor=%00',
  '?cursor=AAAA',
  '?a=1',
  '?limit=1&limit=2',
]

test('no query and no path is answered with 5xx', async (t) => {
  const { rig, operations } = await scannedRig(t)

  const wrong: string[] = []
  for (const { method, path, operationId } of operations.filter(({ method }) => method === 'GET')) {
    for (const query of queries) {
      const status = await ask(rig, { method, path: `${path}${query}` }, {})
      if (status >= 500) wrong.push(`${operationId}${query}: ${status}`)
    }
    for (const name of ['%00', '..%2f..%2fetc', 'x'.repeat(300), '%ff', '__proto__', 'constructor']) {
      const status = await ask(rig, { method, path: path.replace('spring', name) }, {})
      if (path.includes('spring') && (status < 400 || status >= 500)) wrong.push(`${operationId} of ${name}: ${status}`)
    }
  }

  assert.deepEqual(wrong, [])
})

test('every refusal is a problem document', async (t) => {
  const { rig } = await scannedRig(t)

  const refusals: readonly Answered[] = [
    await rig.ask('/v1/nowhere'),
    await rig.ask('/v1/status', { token: '' }),
    await rig.ask('/v1/rollouts/none'),
    await rig.ask('/v1/rollouts', { body: '{' }),
    await rig.ask('/v1/rollouts/spring/actions', { body: { action: 'explode', because: 'why not' } }),
    await rig.ask('/v1/fleet/devices?limit=0'),
  ]

  for (const { headers, status, body } of refusals) {
    assert.equal(headers.get('content-type'), 'application/problem+json')
    assert.match(body.type, /^urn:mycel:problem:[a-z-]+$/)
    assert.equal(body.status, status)
    assert.ok(body.title !== '' && body.detail !== '')
  }
  assert.deepEqual(
    refusals.map(({ status }) => status),
    [404, 401, 404, 400, 400, 400],
  )
})
