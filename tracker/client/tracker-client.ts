import { randomUUID } from 'node:crypto'
import { messageOf, UserError } from '#core/errors.ts'
import type { ProblemDocument } from '#tracker/api/frame/problem.ts'
import type { OwnerAccess } from '#tracker/api/tokens/owner-access.ts'
import { accessTo, type TrackerPlace } from './tracker-place.ts'

/** How long a tracker may take to answer, in ms. */
const answerTimeoutMs = 30_000

/** How often a request is sent where the connection breaks: by its key it is done once. */
const attemptsMax = 3

/** The exit code where a tracker refuses what is asked (docs/exit-codes.md). */
const refusedExitCode = 2

/** What is asked of a tracker. */
export interface TrackerRequest {
  readonly method?: 'GET' | 'POST' | 'DELETE'
  /** `/v1/rollouts`. */
  readonly path: string
  readonly query?: Readonly<Record<string, string | number | undefined>>
  readonly body?: unknown
  /** False where the API knows no key for it, so that it is sent once whatever happens. */
  readonly isRepeatable?: boolean
}

/** Asks the API of one tracker. */
export class TrackerClient {
  readonly #access: OwnerAccess

  constructor(access: OwnerAccess) {
    this.#access = access
  }

  /** The client for a place. Throws {@link UserError} as {@link accessTo} does. */
  static async at(place: TrackerPlace): Promise<TrackerClient> {
    return new TrackerClient(await accessTo(place))
  }

  /** What the tracker answers. Throws {@link UserError} with what it says where it does not do it. */
  async ask<Answer>(request: TrackerRequest): Promise<Answer> {
    const { method = 'GET', path, query = {}, body, isRepeatable = true } = request
    const url = new URL(`${this.#access.url}${path}`)
    for (const [name, value] of Object.entries(query)) {
      if (value !== undefined) url.searchParams.set(name, String(value))
    }
    const headers = {
      authorization: `Bearer ${this.#access.token}`,
      ...(method === 'POST' && { 'idempotency-key': randomUUID() }),
      ...(body !== undefined && { 'content-type': 'application/json' }),
    }
    const sent = { method, headers, ...(body !== undefined && { body: JSON.stringify(body) }) }
    const response = await this.#send(url, sent, isRepeatable ? attemptsMax : 1)
    const answer = await readAnswer(url, response)
    if (response.ok) return answer as Answer
    throw refusal(response, answer as ProblemDocument)
  }

  /** Every item of a list, page by page. */
  async *all<Item>(request: Omit<TrackerRequest, 'method' | 'body'>): AsyncGenerator<Item> {
    let cursor: string | undefined
    do {
      const query = { ...request.query, cursor }
      const page = await this.ask<{ readonly items: readonly Item[]; readonly next: string | null }>({
        ...request,
        query,
      })
      yield* page.items
      cursor = page.next ?? undefined
    } while (cursor !== undefined)
  }

  async #send(url: URL, request: RequestInit, attempts: number): Promise<Response> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await fetch(url, { ...request, signal: AbortSignal.timeout(answerTimeoutMs) })
      } catch (cause) {
        const isBroken = codeOf(cause) === 'ECONNRESET' || codeOf(cause) === 'UND_ERR_SOCKET'
        if (isBroken && attempt < attempts) continue
        throw new UserError(
          `the tracker at ${url.origin} cannot be asked (${codeOf(cause) ?? messageOf(cause)}): does it run, and is it reached from here?`,
          { cause },
        )
      }
    }
  }
}

async function readAnswer(url: URL, response: Response): Promise<unknown> {
  const text = await response.text()
  try {
    return text === '' ? undefined : JSON.parse(text)
  } catch (cause) {
    throw new UserError(`what listens at ${url.origin} is no tracker of mycel: it does not answer in JSON`, { cause })
  }
}

function refusal({ status }: Response, { detail, problems = [] }: Partial<ProblemDocument> = {}): UserError {
  const more = problems.length > 1 ? `\n  ${problems.join('\n  ')}` : ''
  return new UserError(`${detail ?? `the tracker answers ${status}`}${more}`, {
    exitCode: status === 409 ? refusedExitCode : 1,
  })
}

function codeOf(error: unknown): string | undefined {
  const { cause, name } = Object(error) as { readonly cause?: { readonly code?: string }; readonly name?: string }
  return name === 'TimeoutError' ? 'no answer in time' : cause?.code
}
