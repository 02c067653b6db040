import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer } from 'node:net'
import { test } from 'node:test'
import type { HttpProblem } from '#adapters/http/http-failed.ts'
import {
  type Behaviour,
  failure,
  fetchFile,
  file,
  half,
  ranges,
  startServer,
  status,
  webServer,
  whole,
} from './test-server.ts'

/** A partial answer with other headers than are due. */
function partial(headers: Record<string, string | number>, body: Uint8Array): Behaviour {
  return (_request, response) => void response.writeHead(206, headers).end(body)
}

const wholeRange = `bytes 0-${file.byteLength - 1}/${file.byteLength}`

test('a file comes by one request for all of it as a range', async (t) => {
  const server = await startServer(t, ranges)

  const fetched = await fetchFile(webServer(t, server))

  assert.deepEqual(Buffer.from(fetched), Buffer.from(file))
  assert.deepEqual(
    server.requests.map(({ url, headers }) => [url, headers.range, headers['accept-encoding']]),
    [['/blobs/file', `bytes=0-${file.byteLength - 1}`, 'identity']],
  )
})

test('a server that knows no ranges sends the whole file', async (t) => {
  const server = await startServer(t, whole)

  assert.deepEqual(Buffer.from(await fetchFile(webServer(t, server))), Buffer.from(file))
})

test('a file that broke off goes on with the next byte', async (t) => {
  const server = await startServer(
    t,
    half((response) => response.destroy()),
    ranges,
  )
  const web = webServer(t, server)

  await assert.rejects(fetchFile(web), failure('troubled'))
  const fetched = await fetchFile(web)

  assert.deepEqual(Buffer.from(fetched), Buffer.from(file))
  assert.equal(server.requests[1]?.headers.range, `bytes=${file.byteLength / 2}-${file.byteLength - 1}`)
})

test('a server that answers for the rest of a file with all of it has the file begun anew', async (t) => {
  const server = await startServer(
    t,
    half((response) => response.destroy()),
    whole,
  )
  const web = webServer(t, server)
  await assert.rejects(fetchFile(web))

  const fetched = await fetchFile(web)

  assert.deepEqual(Buffer.from(fetched), Buffer.from(file))
})

const wrong: readonly (readonly [string, Behaviour])[] = [
  ['another range', partial({ 'content-range': `bytes 1-${file.byteLength}/${file.byteLength + 1}` }, file)],
  ['a shorter file', partial({ 'content-range': `bytes 0-9/10`, 'content-length': 10 }, file.subarray(0, 10))],
  ['a range of a longer file', partial({ 'content-range': `${wholeRange}0` }, file)],
  ['a range without saying which', partial({ 'content-length': file.byteLength }, file)],
  ['several ranges', partial({ 'content-type': 'multipart/byteranges; boundary=x' }, file)],
  ['a longer body than its range', partial({ 'content-range': wholeRange }, Buffer.concat([file, file]))],
  ['a shorter body than its range', partial({ 'content-range': wholeRange }, file.subarray(0, 1000))],
  ['a packed file', partial({ 'content-range': wholeRange, 'content-encoding': 'gzip' }, file)],
  ['a web page in its place', (_request, response) => void response.end('<html>log in</html>')],
  [
    'a page of unknown length',
    (_request, response) => void response.writeHead(200).write('<html>', () => response.end()),
  ],
]

for (const [name, behaviour] of wrong) {
  test(`a server that sends ${name} has failed`, async (t) => {
    const server = await startServer(t, behaviour)

    await assert.rejects(fetchFile(webServer(t, server)), failure('troubled'))
  })
}

test('what is no HTTP has failed', async (t) => {
  const server = createServer((socket) => socket.on('error', () => undefined).end('SSH-2.0-OpenSSH\r\n'))
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  t.after(() => server.close())
  const address = server.address()
  assert.ok(address !== null && typeof address === 'object')

  await assert.rejects(fetchFile(webServer(t, { url: `http://127.0.0.1:${address.port}/` })), failure('troubled'))
})

test('a server that nobody runs has failed', async (t) => {
  const server = await startServer(t, ranges)
  const nobody = createServer().listen(0, '127.0.0.1')
  await once(nobody, 'listening')
  const address = nobody.address()
  assert.ok(address !== null && typeof address === 'object')
  nobody.close()
  await once(nobody, 'close')

  await assert.rejects(
    fetchFile(webServer(t, { url: server.url.replace(/:\d+/, `:${address.port}`) })),
    failure('troubled'),
  )
})

test('a server that stalls in the middle is silent, and its file goes on later', async (t) => {
  const server = await startServer(
    t,
    half(() => undefined),
    ranges,
  )
  const web = webServer(t, server)

  await assert.rejects(fetchFile(web), failure('silent', /nothing came for 0\.3 s/))

  assert.deepEqual(Buffer.from(await fetchFile(web)), Buffer.from(file))
  assert.notEqual(server.requests[1]?.headers.range, server.requests[0]?.headers.range)
})

test('a page in the place of the rest of a file costs nothing of what has come', async (t) => {
  const server = await startServer(
    t,
    half((response) => response.destroy()),
    (_request, response) => void response.end('<html>log in</html>'),
    ranges,
  )
  const web = webServer(t, server)
  await assert.rejects(fetchFile(web))
  await assert.rejects(fetchFile(web))

  await fetchFile(web)

  assert.equal(server.requests[2]?.headers.range, server.requests[1]?.headers.range)
})

test('what arrives is told to whoever keeps it below a rate, and waits for as long as that says', async (t) => {
  const server = await startServer(t, ranges)
  const { signal } = new AbortController()
  let arrivedBytes = 0
  const pauseMs = (bytes: number) => {
    arrivedBytes += bytes
    return 1
  }

  const following = { signal, pauseMs, onProgress: () => undefined }
  const fetched = await webServer(t, server).fetch('blobs/file', file.byteLength, following)

  assert.equal(arrivedBytes, file.byteLength)
  assert.deepEqual(Buffer.from(fetched), Buffer.from(file))
})

test('a server that does not answer is silent', async (t) => {
  const server = await startServer(t, () => undefined)

  await assert.rejects(fetchFile(webServer(t, server)), failure('silent'))
})

test('a request that is cancelled ends at once, at the server too', async (t) => {
  const closed = Promise.withResolvers<void>()
  const server = await startServer(
    t,
    half((response) => {
      response.on('close', () => closed.resolve())
      cancel.abort()
    }),
  )
  const cancel = new AbortController()

  await assert.rejects(fetchFile(webServer(t, server), cancel.signal), failure('cancelled'))
  await closed.promise
})

const statuses: readonly (readonly [number, HttpProblem])[] = [
  [404, 'missing'],
  [410, 'missing'],
  [416, 'missing'],
  [401, 'refused'],
  [403, 'refused'],
  [451, 'refused'],
  [408, 'troubled'],
  [425, 'troubled'],
  [429, 'troubled'],
  [500, 'troubled'],
  [503, 'troubled'],
]

for (const [code, problem] of statuses) {
  test(`${code} means ${problem}`, async (t) => {
    const server = await startServer(t, status(code))

    await assert.rejects(fetchFile(webServer(t, server)), failure(problem, new RegExp(`${code}`)))
  })
}

test('a server in trouble that is well again gives the file', async (t) => {
  const server = await startServer(t, status(500), ranges)
  const web = webServer(t, server)

  await assert.rejects(fetchFile(web))

  assert.deepEqual(Buffer.from(await fetchFile(web)), Buffer.from(file))
})

test('user and password go to the server of the source and to no other, and are in no name', async (t) => {
  const other = await startServer(t, ranges)
  const server = await startServer(t, status(302, { location: other.url }))
  const web = webServer(t, { url: server.url.replace('//', '//me:p%40ss@') })

  await fetchFile(web)

  assert.equal(server.requests[0]?.headers.authorization, `Basic ${Buffer.from('me:p@ss').toString('base64')}`)
  assert.equal(other.requests[0]?.headers.authorization, undefined)
  assert.equal(web.name, server.url)
})

test('requests one after the other share a connection, also after a file that is missing', async (t) => {
  const server = await startServer(t, ranges, status(404), ranges)
  const web = webServer(t, server)

  await fetchFile(web)
  await assert.rejects(fetchFile(web))
  await fetchFile(web)

  assert.equal(server.connections(), 1)
})

test('a fifth request at once is not made', async (t) => {
  const server = await startServer(t, () => undefined)
  const web = webServer(t, server)
  const cancel = new AbortController()
  const running = Array.from({ length: 4 }, () => fetchFile(web, cancel.signal).catch(() => undefined))

  await assert.rejects(fetchFile(web), failure('busy'))
  cancel.abort()
  await Promise.all(running)
})

test('a file that is still what it was is not sent again', async (t) => {
  const server = await startServer(
    t,
    (_request, response) => void response.writeHead(200, { etag: '"7"' }).end('seven'),
    (_request, response) => void response.writeHead(304).end(),
  )
  const web = webServer(t, server)
  const { signal } = new AbortController()

  const first = await web.read('metadata/timestamp.json', { bytesMax: 100, signal })
  assert.ok(first !== 'unchanged' && first.etag === '"7"')
  const second = await web.read('metadata/timestamp.json', { bytesMax: 100, etag: first.etag, signal })

  assert.equal(Buffer.from(first.content).toString(), 'seven')
  assert.equal(second, 'unchanged')
  assert.equal(server.requests[1]?.headers['if-none-match'], '"7"')
})

test('a small file that is longer than it may be is dropped', async (t) => {
  const server = await startServer(t, (_request, response) => void response.end(file))
  const { signal } = new AbortController()

  const read = webServer(t, server).read('metadata/timestamp.json', { bytesMax: 1000, signal })

  await assert.rejects(read, failure('troubled', /more than 1000 bytes/))
})

test('the sockets to a server are known, and no others', async (t) => {
  const server = await startServer(t, ranges)
  const web = webServer(t, server)
  await fetchFile(web)
  const { port } = new URL(server.url)

  assert.ok(web.isRemote({ address: '127.0.0.1', port: Number(port) }))
  assert.ok(!web.isRemote({ address: '127.0.0.1', port: Number(port) + 1 }))
})
