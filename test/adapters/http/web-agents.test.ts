import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { type TestContext, test } from 'node:test'
import { getCACertificates, setDefaultCACertificates } from 'node:tls'
import { HttpFailed } from '#adapters/http/http-failed.ts'
import { SocketBytes } from '#adapters/net/socket-bytes.ts'
import { fetchFile, file, ranges, webServer } from './test-server.ts'

/** Of `localhost` and 127.0.0.1, made by itself, until 2126. */
const certificate = `-----BEGIN CERTIFICATE-----
MIIBmjCCAUGgAwIBAgIUMLS9RM5oq3EqyAg6ZM+CrTQdrF0wCgYIKoZIzj0EAwIw
FDESMBAGA1UEAwwJbG9jYWxob3N0MCAXDTI2MTEyMTIzMTc0MloYDzIxMjYxMDI4
MjMxNzQyWjAUMRIwEAYDVQQDDAlsb2NhbGhvc3QwWTATBgcqhkjOPQIBBggqhkjO
PQMBBwNCAAS3GixHcvZBBeE/RoEqZdca5raQV1pNi9m1UTrNB4qNRolHDUN8o9m5
A/R6B/QUOfw8XfRmqGj2miPPBMuJZXiGo28wbTAdBgNVHQ4EFgQUOyvWr8QD4Z7I
PNe42fK2vGKNJpAwHwYDVR0jBBgwFoAUOyvWr8QD4Z7IPNe42fK2vGKNJpAwDwYD
VR0TAQH/BAUwAwEB/zAaBgNVHREEEzARgglsb2NhbGhvc3SHBH8AAAEwCgYIKoZI
zj0EAwIDRwAwRAIgWyeK7Etk1M0bWOjufa1NlUW0ywZE3beE6p69BbNeFQMCIB96
6iky9Xfbq6M6VuXIX7Nou2bAD+blYtBbtUgtD7Ex
-----END CERTIFICATE-----`

const key = `-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQg/0QUY1eftMAs5tgV
yKaTvI8PhDtvTuKV6HFCW9XU7zehRANCAAS3GixHcvZBBeE/RoEqZdca5raQV1pN
i9m1UTrNB4qNRolHDUN8o9m5A/R6B/QUOfw8XfRmqGj2miPPBMuJZXiG
-----END PRIVATE KEY-----`

/** A server with TLS that a client trusts which trusts {@link certificate}. */
async function startSecureServer(t: TestContext): Promise<string> {
  const server = createServer({ cert: certificate, key }, ranges).listen(0, '127.0.0.1')
  await once(server, 'listening')
  t.after(() => {
    server.closeAllConnections()
    server.close()
  })
  return `https://localhost:${(server.address() as AddressInfo).port}/`
}

test('a file comes over TLS from a server that is who it says, and every byte at the socket is counted', async (t) => {
  const trusted = getCACertificates()
  setDefaultCACertificates([certificate])
  t.after(() => setDefaultCACertificates(trusted))
  const sockets = SocketBytes.start()
  t.after(() => sockets.stop())
  const web = webServer(t, { url: await startSecureServer(t) })

  const fetched = await fetchFile(web)

  const { web: counted } = sockets.totals((remote) => (web.isRemote(remote) ? 'web' : 'other'))
  assert.deepEqual(Buffer.from(fetched), Buffer.from(file))
  assert.ok(counted !== undefined && counted.readBytes > file.byteLength, 'TLS costs more than what it carries')
})

test('a server that cannot show who it is gets no request', async (t) => {
  const url = await startSecureServer(t)

  await assert.rejects(fetchFile(webServer(t, { url })), (error) => {
    assert.ok(error instanceof HttpFailed)
    assert.equal(error.problem, 'troubled')
    assert.match(error.message, /certificate/)
    return true
  })
})
