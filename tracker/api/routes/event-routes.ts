import { Readable } from 'node:stream'
import type { FastifyInstance } from 'fastify'
import { Type } from 'typebox'
import type { ApiSources } from '#tracker/api/api-sources.ts'
import { Problem } from '#tracker/api/frame/problem.ts'
import { addRoute } from '#tracker/api/frame/route.ts'
import { rolloutParams } from '#tracker/api/schema/common.ts'
import { rolloutEvent } from '#tracker/api/schema/rollout.ts'
import { entryOf } from '#tracker/api/schema/rollout-view.ts'
import { readers } from '#tracker/api/tokens/token.ts'
import type { RolloutState } from '#tracker/rollouts/rollout-state.ts'
import type { StoryEntry } from '#tracker/rollouts/rollout-store.ts'
import { requireRollout, summaryOf } from './rollout-routes.ts'

/** The most people who watch at once. */
const watchersMax = 64

/** The most bytes that wait for a watcher who does not read; beyond it the watcher is sent away, and comes again. */
const waitingBytesMax = 256 * 1024

/** How often a watcher hears that the connection is alive, and how rollouts stand where they have changed, in ms. */
const beatMs = 15_000
const standMs = 1000

/** Adds the events of a rollout, as they come (Server-Sent Events, HTML §9.2). */
export function addEventRoutes(app: FastifyInstance, sources: ApiSources): void {
  const watchers = new Set<Watcher>()
  app.addHook('preClose', async () => {
    for (const watcher of watchers) watcher.destroy()
  })
  addRoute(
    app,
    'GET',
    '/v1/rollouts/:id/events',
    {
      operation: 'watchRollout',
      summary:
        'The story of a rollout as it goes on: events `entry`, and `standing` when its numbers change. Last-Event-ID is the number of the last entry that is known.',
      tag: 'rollouts',
      scopes: readers,
      params: rolloutParams,
      query: Type.Object(
        { after: Type.Optional(Type.Integer({ minimum: 0, description: 'As Last-Event-ID' })) },
        { additionalProperties: false },
      ),
      answer: { status: 200, about: 'Events', schema: rolloutEvent, mediaType: 'text/event-stream' },
    },
    async ({ params: { id }, query, request }) => {
      requireRollout(sources, id)
      if (watchers.size >= watchersMax) {
        throw new Problem('too-many-requests', `${watchersMax} watch already: try again later`, { retryAfterSec: 30 })
      }
      const watcher = new Watcher(sources, id)
      watchers.add(watcher)
      watcher.once('close', () => watchers.delete(watcher))
      try {
        await watcher.begin(lastEventOf(request.headers['last-event-id']) ?? query.after ?? 0)
        return watcher
      } catch (error) {
        watcher.destroy()
        throw error
      }
    },
  )
}

function lastEventOf(header: string | readonly string[] | undefined): number | undefined {
  return typeof header === 'string' && /^\d{1,9}$/.test(header) ? Number(header) : undefined
}

/** What one watcher is sent. */
class Watcher extends Readable {
  readonly #sources: ApiSources
  readonly #id: string
  readonly #leave: () => void
  readonly #timers: readonly NodeJS.Timeout[]
  #lastEntry = 0
  /** Entries that come while those before them are read; undefined from then on. */
  #early: (readonly [RolloutState, StoryEntry])[] | undefined = []
  #shown: RolloutState | undefined

  constructor(sources: ApiSources, id: string) {
    super({ highWaterMark: waitingBytesMax })
    this.#sources = sources
    this.#id = id
    this.#leave = sources.rollouts.onStory((state, entry) => {
      if (state.record.plan.rollout.id === id) this.#showEntry(state, entry)
    })
    this.#timers = [
      setInterval(() => this.#write(': alive\n\n'), beatMs),
      setInterval(() => this.#showStanding(), standMs),
    ]
  }

  /** Tells the entries behind `after` first. */
  async begin(after: number): Promise<void> {
    this.#lastEntry = after
    this.#write('retry: 3000\n\n')
    const story = await this.#sources.rollouts.story(this.#id, after)
    const state = requireRollout(this.#sources, this.#id)
    const early = this.#early ?? []
    this.#early = undefined
    for (const entry of story) this.#showEntry(state, entry)
    for (const [then, entry] of early) this.#showEntry(then, entry)
    this.#showStanding()
  }

  override _read(): void {
    // What there is to say is pushed when it happens.
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    this.#leave()
    for (const timer of this.#timers) clearInterval(timer)
    done(error)
  }

  #showEntry(state: RolloutState, entry: StoryEntry): void {
    if (this.#early !== undefined) return void this.#early.push([state, entry])
    if (entry.number <= this.#lastEntry) return
    this.#lastEntry = entry.number
    this.#send('entry', { entry: entryOf(entry), rollout: summaryOf(this.#sources, state) }, entry.number)
  }

  #showStanding(): void {
    const state = this.#sources.rollouts.find(this.#id)
    if (state === undefined || state === this.#shown) return
    this.#shown = state
    this.#send('standing', { rollout: summaryOf(this.#sources, state) })
  }

  #send(event: string, data: object, id?: number): void {
    this.#write(`${id === undefined ? '' : `id: ${id}\n`}event: ${event}\ndata: ${JSON.stringify(data)}\n\n`)
  }

  #write(text: string): void {
    if (this.destroyed) return
    this.push(text)
    if (this.readableLength > waitingBytesMax) this.destroy()
  }
}
