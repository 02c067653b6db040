import assert from 'node:assert/strict'
import { EventEmitter, once } from 'node:events'
import { type TestContext, test } from 'node:test'
import { FetchFailed } from '#adapters/exchange/fetch-failed.ts'
import { Log } from '#adapters/log/log.ts'
import type { NodeInput } from '#node/engine/contract.ts'
import { WebSource } from '#node/web/web-source.ts'
import { type Behaviour, file, ranges, startServer, status, webServer } from '#test/adapters/http/test-server.ts'

/** How long an event may take to come. */
const deadlineMs = 10_000

/** A source, and what it tells engine and log. */
class WatchedSource {
  readonly source: WebSource
  readonly told: (NodeInput | { readonly type: 'log'; readonly line: Readonly<Record<string, unknown>> })[] = []
  readonly #emitter = new EventEmitter()

  constructor(t: TestContext, url: string, pollIntervalMs: number) {
    const write = (line: string) => this.#tell({ type: 'log', line: JSON.parse(line) })
    this.source = new WebSource({
      server: webServer(t, { url }),
      pollIntervalMs,
      fraction: () => 0,
      input: (input) => this.#tell(input),
      log: new Log('debug', { write }),
    })
    t.after(() => this.source.stop())
  }

  /** Waits for so many inputs of a type, and returns them. */
  async until<Type extends NodeInput['type']>(
    type: Type,
    count = 1,
  ): Promise<readonly Extract<NodeInput, { type: Type }>[]> {
    const signal = AbortSignal.timeout(deadlineMs)
    for (;;) {
      const found = this.told.filter((told): told is Extract<NodeInput, { type: Type }> => told.type === type)
      if (found.length >= count) return found
      await once(this.#emitter, 'told', { signal })
    }
  }

  /** Waits for so many lines of the log with a name, and returns them. */
  async untilLogged(event: string, count = 1): Promise<readonly Readonly<Record<string, unknown>>[]> {
    const signal = AbortSignal.timeout(deadlineMs)
    for (;;) {
      const lines = this.told.flatMap((told) =>
        told.type === 'log' && told.line['event'] === event ? [told.line] : [],
      )
      if (lines.length >= count) return lines
      await once(this.#emitter, 'told', { signal })
    }
  }

  fetch(path = 'blobs/file'): Promise<Uint8Array> {
    const { signal } = new AbortController()
    return this.source.fetch(path, file.byteLength, { signal, onProgress: () => undefined })
  }

  #tell(told: WatchedSource['told'][number]): void {
    this.told.push(told)
    this.#emitter.emit('told')
  }
}

/** A repository whose timestamp has a version, and that answers for its files by behaviours in turn. */
async function startRepository(t: TestContext, ...files: readonly Behaviour[]) {
  const state = { version: 7, timestamps: 0, unchanged: 0, files: 0, timestampStatus: 200 }
  const server = await startServer(t, (request, response) => {
    if (request.url !== '/metadata/timestamp.json') {
      state.files += 1
      return files[Math.min(state.files, files.length) - 1]?.(request, response)
    }
    state.timestamps += 1
    if (state.timestampStatus !== 200) return status(state.timestampStatus)(request, response)
    const etag = `"${state.version}"`
    if (request.headers['if-none-match'] === etag) {
      state.unchanged += 1
      return void response.writeHead(304).end()
    }
    const content = JSON.stringify({ signed: { _type: 'timestamp', version: state.version } })
    response.writeHead(200, { etag, 'content-length': content.length }).end(content)
  })
  return { url: server.url, state }
}

function failure(reason: string): (error: unknown) => boolean {
  return (error) => error instanceof FetchFailed && error.reason === reason
}

/** Longer than any test. */
const never = 3_600_000

test('a server that answers joins as a seeder over the WAN and says what it has', async (t) => {
  const { url } = await startRepository(t, ranges)
  const watched = new WatchedSource(t, url, never)

  watched.source.start()
  const [joined] = await watched.until('peer-joined')
  const [head] = await watched.until('head')

  assert.deepEqual(joined, { type: 'peer-joined', peer: url, link: 'wan', role: 'seeder' })
  assert.equal(head?.timestampVersion, 7)
  assert.deepEqual(Buffer.from(await watched.fetch()), Buffer.from(file))
})

test('polling costs no content while nothing changes, and tells of what does', async (t) => {
  const { url, state } = await startRepository(t, ranges)
  const watched = new WatchedSource(t, url, 5)

  watched.source.start()
  await watched.until('head')
  while (state.unchanged < 3) await new Promise((resolve) => setImmediate(resolve))
  const before = watched.told.filter(({ type }) => type === 'head').length
  state.version = 8
  const heads = await watched.until('head', 2)

  assert.equal(before, 1)
  assert.equal(heads[1]?.timestampVersion, 8)
})

test('a server without a repository does not join, and people are told once', async (t) => {
  const { url, state } = await startRepository(t)
  state.timestampStatus = 404
  const watched = new WatchedSource(t, url, never)

  watched.source.start()
  const [warning] = await watched.untilLogged('source-left')
  await watched.untilLogged('source-unreachable', 2)

  assert.match(String(warning?.['reason']), /no repository/)
  assert.ok(!watched.told.some(({ type }) => type === 'peer-joined'))
})

test('a server that has something else in its place does not join', async (t) => {
  const server = await startServer(t, (_request, response) => void response.end('<html>log in</html>'))
  const watched = new WatchedSource(t, server.url, never)

  watched.source.start()
  const [warning] = await watched.untilLogged('source-left')

  assert.match(String(warning?.['reason']), /something else/)
})

test('a file that is missing is asked for once', async (t) => {
  const { url, state } = await startRepository(t, status(404))
  const watched = new WatchedSource(t, url, never)
  watched.source.start()
  await watched.until('head')

  await assert.rejects(watched.fetch(), failure('missing'))
  await assert.rejects(watched.fetch(), failure('missing'))

  assert.equal(state.files, 1)
  assert.ok(watched.source.isJoined)
})

test('a server that lets nobody in is left, and people are told once', async (t) => {
  const { url, state } = await startRepository(t, status(403))
  const watched = new WatchedSource(t, url, never)
  watched.source.start()
  await watched.until('head')

  await Promise.all([1, 2].map(() => assert.rejects(watched.fetch(), failure('refused'))))
  await watched.until('peer-left')
  await assert.rejects(watched.fetch(), failure('closed'))

  assert.equal((await watched.untilLogged('source-refused')).length, 1)
  assert.deepEqual([state.timestamps, state.files], [1, 2])
})

test('a server that fails three times in a row is left until it answers again', async (t) => {
  const { url } = await startRepository(t, status(500), status(500), status(500), ranges)
  const watched = new WatchedSource(t, url, never)
  watched.source.start()
  await watched.until('head')

  for (const _ of [1, 2]) await assert.rejects(watched.fetch(), failure('closed'))
  const wasJoined = watched.source.isJoined
  await assert.rejects(watched.fetch(), failure('closed'))
  await watched.until('peer-left')
  await watched.until('peer-joined', 2)

  assert.ok(wasJoined)
  assert.deepEqual(Buffer.from(await watched.fetch()), Buffer.from(file))
})

test('a server that asks for a rest is left for as long', async (t) => {
  const { url } = await startRepository(t, status(503, { 'retry-after': '120' }))
  const watched = new WatchedSource(t, url, never)
  watched.source.start()
  await watched.until('head')

  await assert.rejects(watched.fetch(), failure('closed'))

  const [line] = await watched.untilLogged('source-left')
  assert.equal(line?.['retrySec'], 120)
})

test('a banned server leaves for good', async (t) => {
  const { url, state } = await startRepository(t, ranges)
  const watched = new WatchedSource(t, url, 5)
  watched.source.start()
  await watched.until('head')

  watched.source.ban('forged-bytes')
  await watched.until('peer-left')

  const asked = state.timestamps
  await assert.rejects(watched.fetch(), failure('closed'))
  assert.equal(state.timestamps, asked)
})

test('roots come by their version, and one that is not there is no failure', async (t) => {
  const root = Buffer.from('{"signed":{}}')
  const { url } = await startRepository(t, (_request, response) => void response.end(root), status(404))
  const watched = new WatchedSource(t, url, never)
  watched.source.start()
  await watched.until('head')
  const { signal } = new AbortController()

  const second = await watched.source.metadata('root', 2, signal)
  const third = await watched.source.metadata('root', 3, signal)

  assert.deepEqual(Buffer.from(second ?? []), root)
  assert.equal(third, undefined)
  assert.ok(watched.source.isJoined)
})
