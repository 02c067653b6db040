import assert from 'node:assert/strict'
import { stat, writeFile } from 'node:fs/promises'
import { createServer, request } from 'node:http'
import { createServer as createSocket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { callJson } from '#adapters/local-api/json-client.ts'
import { type JsonRoutes, JsonServer } from '#adapters/local-api/json-server.ts'
import { socketPath } from '#adapters/local-api/socket-path.ts'
import { temporaryDirectory } from '#test/conformance/temporary-directory.ts'

/** The path of a socket at which `routes` are served until the test ends. */
async function serve(t: TestContext, routes: JsonRoutes): Promise<string> {
  const path = socketPath(await temporaryDirectory(t))
  const server = await JsonServer.start(path, routes)
  t.after(() => server.stop())
  return path
}

/** Says back what it was told. */
const echo: JsonRoutes = { 'POST /v1/echo': (body) => ({ status: 202, body: { body } }) }

test('a route answers with a status and what it was told', async (t) => {
  const path = await serve(t, echo)

  const reply = await callJson(path, 'POST /v1/echo', { version: '1.2.3', name: 'größer' })

  assert.deepEqual(reply, { status: 202, body: { body: { version: '1.2.3', name: 'größer' } } })
})

test('a request without a body has none', async (t) => {
  const path = await serve(t, echo)

  assert.deepEqual(await callJson(path, 'POST /v1/echo'), { status: 202, body: {} })
})

for (const route of ['GET /v1/nothing', 'GET /v1/echo', 'POST /v1/echo/', 'GET /__proto__']) {
  test(`the unknown route ${route} is told as such`, async (t) => {
    const path = await serve(t, echo)

    const reply = await callJson(path, route)

    assert.deepEqual(reply, { status: 404, body: { error: `there is no ${route} here` } })
  })
}

test('a handler that throws is answered with its message', async (t) => {
  const path = await serve(t, {
    'POST /v1/install': () => {
      throw new Error('that is not a version')
    },
  })

  const reply = await callJson(path, 'POST /v1/install', {})

  assert.deepEqual(reply, { status: 400, body: { error: 'that is not a version' } })
})

test('a body that is not JSON is refused', async (t) => {
  const path = await serve(t, echo)

  assert.equal(await postStatus(path, '{"version":'), 400)
})

test('a body that is too large is refused with the bound', async (t) => {
  const path = await serve(t, echo)

  const reply = await callJson(path, 'POST /v1/echo', { text: 'x'.repeat(5_000) })

  assert.deepEqual(reply, { status: 400, body: { error: 'a request body has at most 4096 bytes' } })
})

test('a server goes on after a bad request', async (t) => {
  const path = await serve(t, echo)
  await postStatus(path, 'x'.repeat(100_000)).catch(() => undefined)

  assert.equal((await callJson(path, 'POST /v1/echo'))?.status, 202)
})

test('where nobody listens there is no reply', async (t) => {
  const path = socketPath(await temporaryDirectory(t))
  await (await JsonServer.start(path, echo)).stop()

  assert.equal(await callJson(path, 'GET /v1/status'), undefined)
})

test('a socket that a dead process left behind is no reply, and is taken over', async (t) => {
  const path = socketPath(await temporaryDirectory(t))
  await writeFile(path, '')
  const before = await callJson(path, 'POST /v1/echo').catch((error: NodeJS.ErrnoException) => error.code)

  const server = await JsonServer.start(path, echo)
  t.after(() => server.stop())

  assert.ok(before === undefined || before === 'ENOTSOCK')
  assert.equal((await callJson(path, 'POST /v1/echo'))?.status, 202)
})

test('only the owner of the process can open the socket', async (t) => {
  const path = await serve(t, echo)

  assert.equal((await stat(path)).mode & 0o777, 0o600)
})

test('an answer that is not JSON rejects', async (t) => {
  const path = socketPath(await temporaryDirectory(t))
  const server = createServer((_request, response) => response.end('<html>'))
  await new Promise<void>((resolve) => server.listen(path, resolve))
  t.after(() => server.close())

  await assert.rejects(callJson(path, 'GET /v1/status'), /JSON/)
})

test('a process that closes without an answer rejects', async (t) => {
  const path = socketPath(await temporaryDirectory(t))
  const server = createSocket((socket) => socket.destroy())
  await new Promise<void>((resolve) => server.listen(path, resolve))
  t.after(() => server.close())

  await assert.rejects(callJson(path, 'GET /v1/status'))
})

test('a directory whose path is too long for a socket has one in the temporary directory', () => {
  const directory = join('/data', 'x'.repeat(120))

  const path = socketPath(directory)

  assert.ok(path.startsWith(tmpdir()))
  assert.equal(path, socketPath(`${directory}/`))
  assert.notEqual(path, socketPath(`${directory}y`))
})

/** The status that a POST with these bytes gets. */
function postStatus(path: string, body: string): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const sent = request({ socketPath: path, path: '/v1/echo', method: 'POST' }, (response) => {
      response.resume()
      resolve(response.statusCode)
    })
    sent.on('error', reject)
    sent.end(body)
  })
}

test('a server that ends because of what it was asked still answers', async (t) => {
  const path = socketPath(await temporaryDirectory(t))
  let ended: Promise<void> | undefined
  const server: JsonServer = await JsonServer.start(path, {
    'POST /v1/reboot': () => {
      ended = server.stop()
      return { status: 202, body: {} }
    },
  })

  const reply = await callJson(path, 'POST /v1/reboot')

  assert.deepEqual(reply, { status: 202, body: {} })
  await ended
})
