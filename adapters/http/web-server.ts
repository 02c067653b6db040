import type { IncomingMessage, OutgoingHttpHeaders } from 'node:http'
import type { FetchOptions } from '#adapters/exchange/fetch-options.ts'
import { check } from '#core/check.ts'
import { failureOf } from './answer-status.ts'
import { HttpFailed } from './http-failed.ts'
import { KeptPrefixes } from './kept-prefixes.ts'
import { receiveAll, receiveFile } from './receive-file.ts'
import { Silence } from './silence.ts'
import { sourceName } from './source-url.ts'
import { WebAgents } from './web-agents.ts'
import { discard, getUrl } from './web-get.ts'

/** A small file that can change, as it was read. */
export interface ReadFile {
  readonly content: Uint8Array
  /** Names this state of the file (RFC 9110 §8.8.3); undefined where the server has no names. */
  readonly etag: string | undefined
}

/** Requests for files of known length that may run at once. */
const fetchesMax = 4

/** How long a server may be silent, in ms. */
const silenceMsDefault = 10_000

/** A copy of a repository on any web server: one request a file, over few connections that are kept. */
export class WebServer {
  /** Its URL without user and password. */
  readonly name: string
  readonly #url: URL
  readonly #silenceMs: number
  readonly #agents: WebAgents
  readonly #prefixes = new KeptPrefixes()
  #running = 0

  /** `url` is one that `parseSourceUrl` made. */
  constructor(url: URL, silenceMs = silenceMsDefault) {
    this.name = sourceName(url)
    this.#url = url
    this.#silenceMs = silenceMs
    this.#agents = new WebAgents(silenceMs)
  }

  /**
   * A file of exactly `bytes` bytes, not verified. One that broke off goes on where it did. Throws {@link HttpFailed}.
   */
  async fetch(path: string, bytes: number, { signal, ...following }: FetchOptions): Promise<Uint8Array> {
    check(bytes > 0, 'a file of a repository has a byte or more')
    if (this.#running >= fetchesMax) throw new HttpFailed('busy', `${fetchesMax} requests of it are running already`)
    const file = this.#prefixes.take(path, bytes)
    this.#running += 1
    try {
      const range = `bytes=${file.receivedBytes}-${bytes - 1}`
      await this.#get(path, { range }, signal, (answer, silence) =>
        receiveFile(answer, file, { silence, ...following }),
      )
      return file.bytes
    } catch (error) {
      if (!(error instanceof HttpFailed) || error.problem !== 'missing') this.#prefixes.keep(path, file)
      throw error
    } finally {
      this.#running -= 1
    }
  }

  /** A file of at most `bytesMax` bytes, or `unchanged` where it is still what `etag` names. Throws {@link HttpFailed}. */
  read(
    path: string,
    { bytesMax, etag, signal }: { readonly bytesMax: number; readonly etag?: string; readonly signal: AbortSignal },
  ): Promise<ReadFile | 'unchanged'> {
    const headers = etag === undefined ? {} : { 'if-none-match': etag }
    return this.#get(path, headers, signal, async (answer, silence) => {
      if (answer.statusCode === 304 && etag !== undefined) {
        await discard(answer)
        return 'unchanged'
      }
      if (answer.statusCode !== 200) throw failureOf(answer, new Date())
      return { content: await receiveAll(answer, bytesMax, silence), etag: answer.headers.etag }
    })
  }

  /** Whether a socket of this process leads, or led, to this server or one that it redirects to. */
  isRemote(remote: { readonly address: string; readonly port: number }): boolean {
    return this.#agents.isRemote(remote)
  }

  /** Closes the connections that are kept. */
  close(): void {
    this.#agents.close()
  }

  async #get<Result>(
    path: string,
    headers: OutgoingHttpHeaders,
    signal: AbortSignal,
    receive: (answer: IncomingMessage, silence: Silence) => Promise<Result>,
  ): Promise<Result> {
    const silence = new Silence(this.#silenceMs, signal)
    try {
      const answer = await getUrl(new URL(path, this.#url), { agents: this.#agents, silence, headers })
      try {
        return await receive(answer, silence)
      } catch (error) {
        // What is left of a small answer costs less than a new connection.
        if (error instanceof HttpFailed && error.problem === 'missing') await discard(answer).catch(() => undefined)
        else answer.destroy()
        throw error
      }
    } finally {
      silence.stop()
    }
  }
}
