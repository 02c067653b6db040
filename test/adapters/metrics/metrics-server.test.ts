import assert from 'node:assert/strict'
import { PassThrough } from 'node:stream'
import { type TestContext, test } from 'node:test'
import { Log } from '#adapters/log/log.ts'
import { listenAddressText } from '#adapters/metrics/listen-address.ts'
import type { Metric } from '#adapters/metrics/metric.ts'
import { MetricsServer, serveMetrics } from '#adapters/metrics/metrics-server.ts'

const loopback = { host: '127.0.0.1', port: 0 }

const metrics: readonly Metric[] = [
  {
    name: 'mycel_sent_bytes_total',
    type: 'counter',
    help: 'Bytes served.',
    samples: [
      { labels: { kind: 'payload' }, value: 7 },
      { labels: { kind: 'odd "kind"' }, value: 0 },
    ],
  },
  { name: 'mycel_neighbours', type: 'gauge', help: 'Peers.', samples: [{ labels: {}, value: 3 }] },
  { name: 'mycel_peer_ratio', type: 'gauge', help: 'Nothing yet.', samples: [] },
]

/** The address of a server that gives out `read` until the test ends. */
async function serve(t: TestContext, read: () => Promise<readonly Metric[]>): Promise<string> {
  const server = await MetricsServer.start(loopback, read)
  t.after(() => server.stop())
  return `http://${listenAddressText(server.address)}`
}

test('metrics are given out in the text format of Prometheus', async (t) => {
  const address = await serve(t, async () => metrics)

  const response = await fetch(`${address}/metrics`)

  assert.equal(response.headers.get('content-type'), 'text/plain; version=0.0.4; charset=utf-8')
  const text = await response.text()
  assert.ok(
    text.startsWith(`# HELP mycel_sent_bytes_total Bytes served.
# TYPE mycel_sent_bytes_total counter
mycel_sent_bytes_total{kind="payload"} 7
mycel_sent_bytes_total{kind="odd \\"kind\\""} 0

# HELP mycel_neighbours Peers.
# TYPE mycel_neighbours gauge
mycel_neighbours 3
`),
    text.slice(0, 400),
  )
})

test('a metric without samples is left out, and those of the process are there', async (t) => {
  const address = await serve(t, async () => metrics)

  const text = await (await fetch(`${address}/metrics`)).text()

  assert.ok(!text.includes('mycel_peer_ratio'))
  assert.match(text, /^process_resident_memory_bytes \d+$/m)
})

test('each scrape reads anew', async (t) => {
  let value = 0
  const address = await serve(t, async () => {
    value += 1
    return [{ name: 'mycel_neighbours', type: 'gauge', help: 'Peers.', samples: [{ labels: {}, value }] }]
  })

  await fetch(`${address}/metrics`)
  const text = await (await fetch(`${address}/metrics`)).text()

  assert.match(text, /^mycel_neighbours 2$/m)
})

test('there is nothing but GET /metrics', async (t) => {
  const address = await serve(t, async () => metrics)

  const [elsewhere, post] = [await fetch(`${address}/`), await fetch(`${address}/metrics`, { method: 'POST' })]

  assert.deepEqual([elsewhere.status, post.status], [404, 405])
})

test('what cannot be read is an error with its reason', async (t) => {
  const address = await serve(t, () => Promise.reject(new Error('the boot record is damaged')))

  const response = await fetch(`${address}/metrics`)

  assert.deepEqual([response.status, await response.text()], [500, 'the boot record is damaged\n'])
})

test('a port in use is told with the address and what to do', async (t) => {
  const server = await MetricsServer.start(loopback, async () => metrics)
  t.after(() => server.stop())
  const address = listenAddressText(server.address)

  await assert.rejects(
    MetricsServer.start(server.address, async () => metrics),
    {
      message: `cannot serve metrics at ${address}: another program listens there; choose another address or port for them`,
    },
  )
})

test('a process whose metrics cannot be served goes on and logs it', async (t) => {
  const server = await MetricsServer.start(loopback, async () => metrics)
  t.after(() => server.stop())
  const lines = new PassThrough()

  const second = await serveMetrics(server.address, new Log('info', lines), async () => metrics)

  assert.equal(second, undefined)
  const { level, event, reason } = JSON.parse(String(lines.read()))
  assert.deepEqual([level, event], ['error', 'metrics-unavailable'])
  assert.match(reason, /another program listens there/)
})

test('nothing is served where nobody asked for it', async () => {
  assert.equal(await serveMetrics(undefined, new Log('silent', new PassThrough()), async () => metrics), undefined)
})
