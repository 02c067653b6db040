import assert from 'node:assert/strict'
import { test } from 'node:test'
import { failure, fetchFile, ranges, startServer, status, webServer } from './test-server.ts'

test('a redirect is followed', async (t) => {
  const server = await startServer(t, status(302, { location: '/elsewhere/file' }), ranges)

  await fetchFile(webServer(t, server))

  assert.equal(server.requests[1]?.url, '/elsewhere/file')
  assert.equal(server.requests[1]?.headers.range, server.requests[0]?.headers.range)
})

test('a redirect loop ends after three redirects', async (t) => {
  const server = await startServer(t, status(307, { location: '/blobs/file' }))

  await assert.rejects(fetchFile(webServer(t, server)), failure('troubled', /more than 3 times/))
  assert.equal(server.requests.length, 4)
})

for (const location of ['ftp://127.0.0.1/file', 'https://127.0.0.1/file', 'file:///etc/passwd', 'http://', '']) {
  test(`a redirect to ${location || 'nowhere'} is not followed`, async (t) => {
    const server = await startServer(t, status(302, { location }))

    await assert.rejects(fetchFile(webServer(t, server)), failure('troubled', /it redirects/))
  })
}
