import { hash } from 'node:crypto'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { KeyValueStore, StoreChange } from '#core/key-value-store.ts'
import { readJson, storedJson } from '#tracker/fleet/stored-json.ts'
import { Problem } from './problem.ts'

/** How long an answer is kept, in ms. */
const keptMs = 24 * 3_600_000

/** The most answers that are kept: beyond it the oldest go. */
const answersMax = 4096

/** The longest answer that is kept, in characters. */
const answerLengthMax = 64 * 1024

const prefix = 'answer/'

interface KeptAnswer {
  /** Of method, path and body: the same key with another request is a mistake. */
  readonly request: string
  readonly status: number
  readonly type: string
  readonly body: string
  /** In ms of Unix time. */
  readonly at: number
}

/**
 * Answers of requests that came with an `Idempotency-Key`, for when they come again (draft-ietf-httpapi-idempotency-key-header).
 * Kept for a day; a refusal is kept like any other answer, a failure of the tracker is not.
 */
export class KeptAnswers {
  readonly #store: KeyValueStore
  /** Keys of the store in the order of their answers, with the time of each. */
  readonly #times: Map<string, number>
  /** Requests that are being answered, by key. */
  readonly #underWay = new Map<string, FastifyRequest>()

  private constructor(store: KeyValueStore, times: Map<string, number>) {
    this.#store = store
    this.#times = times
  }

  /** Reads which answers are kept. */
  static async open(store: KeyValueStore): Promise<KeptAnswers> {
    const times: (readonly [string, number])[] = []
    for (const key of await store.keys(prefix)) {
      const answer = await readAnswer(store, key)
      if (answer !== undefined) times.push([key, answer.at])
    }
    return new KeptAnswers(store, new Map(times.sort((a, b) => a[1] - b[1])))
  }

  /** Has routes that are `isRepeatable` answer twice what they did once. */
  guard(app: FastifyInstance): void {
    app.addHook('preHandler', async (request, reply) => {
      const key = keyOf(request)
      if (key === undefined) return
      const kept = await this.#find(key, request)
      if (kept === undefined) return
      reply.code(kept.status).header('content-type', kept.type).header('idempotent-replayed', 'true')
      await reply.serializer((text: unknown) => String(text)).send(kept.body)
    })
    app.addHook('onSend', async (request, reply, payload) => {
      const key = keyOf(request)
      if (key !== undefined && this.#underWay.get(key) === request) {
        await this.#keep(key, request, reply, String(payload ?? ''))
      }
      return payload
    })
  }

  async #find(key: string, request: FastifyRequest): Promise<KeptAnswer | undefined> {
    if (this.#underWay.has(key)) {
      throw new Problem('in-progress', 'a request with this Idempotency-Key is being worked on: ask again', {
        retryAfterSec: 1,
      })
    }
    // Before anything is waited for: of two at once, one is worked on.
    this.#underWay.set(key, request)
    const kept = await readAnswer(this.#store, key)
    if (kept === undefined || Date.now() - kept.at >= keptMs) return undefined
    this.#underWay.delete(key)
    if (kept.request === fingerprintOf(request)) return kept
    throw new Problem('key-used-before', 'this Idempotency-Key came with another request: take a new one')
  }

  async #keep(key: string, request: FastifyRequest, reply: FastifyReply, body: string): Promise<void> {
    try {
      if (reply.statusCode >= 500 || body.length > answerLengthMax) return
      const at = Date.now()
      const type = String(reply.getHeader('content-type') ?? 'application/json')
      const answer: KeptAnswer = { request: fingerprintOf(request), status: reply.statusCode, type, body, at }
      const changes: StoreChange[] = [storedJson(key, answer)]
      this.#times.delete(key)
      for (const old of this.#outdated(at)) changes.push({ key: old, value: undefined })
      await this.#store.commit(changes)
      this.#times.set(key, at)
      for (const { key: old, value } of changes) if (value === undefined) this.#times.delete(old)
    } finally {
      this.#underWay.delete(key)
    }
  }

  /** Keys of answers that are a day old, and of the oldest where there are too many for one more. */
  #outdated(now: number): readonly string[] {
    const surplus = this.#times.size + 1 - answersMax
    const keys = [...this.#times]
    return keys.filter(([, at], index) => index < surplus || now - at >= keptMs).map(([key]) => key)
  }
}

async function readAnswer(store: KeyValueStore, key: string): Promise<KeptAnswer | undefined> {
  const value = await store.get(key)
  return value === undefined ? undefined : readJson<KeptAnswer>(value)
}

/** Where the answer of a request is kept; undefined for one that may be done twice. Two tokens may use one key. */
function keyOf({ headers, token, routeOptions }: FastifyRequest): string | undefined {
  const key = headers['idempotency-key']
  if (key === undefined || token === undefined || routeOptions.config.isRepeatable !== true) return undefined
  return `${prefix}${hash('sha256', `${token.id}\n${String(key)}`)}`
}

function fingerprintOf({ method, url, body }: FastifyRequest): string {
  return hash('sha256', `${method} ${url}\n${JSON.stringify(body)}`)
}
