import { FormatError, UserError } from '#core/errors.ts'
import type { KeyValueStore } from '#core/key-value-store.ts'
import { readJson, storedJson } from '#tracker/fleet/stored-json.ts'
import { isExpired, isSecretOf, makeToken, type NewToken, parseToken, type Scope, type Token } from './token.ts'

/** The most tokens at a time: those of people and pipelines, not of devices. */
const tokensMax = 256

/** The longest that a token may be good. */
export const tokenDaysMax = 3650

/** Where tokens lie in the store. */
const prefix = 'token/'

/** What a token is asked for with. */
export interface TokenWish {
  readonly name: string
  readonly scopes: readonly Scope[]
  /** Undefined: it does not expire. */
  readonly days: number | undefined
}

/** The tokens of a tracker; those that are created outlast it, that of its owner ends with it. */
export class Tokens {
  readonly #store: KeyValueStore
  readonly #tokens: Map<string, Token>

  private constructor(store: KeyValueStore, tokens: Map<string, Token>) {
    this.#store = store
    this.#tokens = tokens
  }

  /** Reads the tokens that are kept. */
  static async open(store: KeyValueStore): Promise<Tokens> {
    const tokens = new Map<string, Token>()
    for (const key of await store.keys(prefix)) {
      const value = await store.get(key)
      if (value === undefined) continue
      const token = readJson<Token>(value)
      tokens.set(token.id, token)
    }
    return new Tokens(store, tokens)
  }

  /** Makes a token for the owner of this process: it is kept in memory alone. */
  makeOwner(now: Date): string {
    const { token, text } = makeToken({
      name: 'owner',
      scopes: ['owner'],
      createdAt: now.toISOString(),
      expiresAt: null,
    })
    this.#tokens.set(token.id, token)
    return text
  }

  /** Makes a token; it is durable when it resolves. Throws {@link UserError} where there are too many. */
  async create({ name, scopes, days }: TokenWish, now: Date): Promise<NewToken> {
    await this.#forgetExpired(now)
    if (this.list().length >= tokensMax) {
      throw new UserError(`there are ${tokensMax} tokens, and no more are allowed: revoke those that nobody uses`)
    }
    const expiresAt = days === undefined ? null : new Date(now.getTime() + days * 86_400_000).toISOString()
    const made = makeToken({ name, scopes, createdAt: now.toISOString(), expiresAt })
    await this.#store.commit([storedJson(`${prefix}${made.token.id}`, made.token)])
    this.#tokens.set(made.token.id, made.token)
    return made
  }

  /** What is good no more takes no room: links to the dashboard are made often, and end by themselves. */
  async #forgetExpired(now: Date): Promise<void> {
    const expired = this.list().filter((token) => isExpired(token, now))
    await this.#store.commit(expired.map(({ id }) => ({ key: `${prefix}${id}`, value: undefined })))
    for (const { id } of expired) this.#tokens.delete(id)
  }

  /** Ends a token; resolves with what it was, undefined where there is none with this id. */
  async revoke(id: string): Promise<Token | undefined> {
    const token = this.list().find((one) => one.id === id)
    if (token === undefined) return undefined
    // It is of no use from now on, also where the store fails.
    this.#tokens.delete(id)
    await this.#store.commit([{ key: `${prefix}${id}`, value: undefined }])
    return token
  }

  /** All but that of the owner, oldest first. */
  list(): readonly Token[] {
    const created = [...this.#tokens.values()].filter((token) => !token.scopes.includes('owner'))
    return created.sort((a, b) => (a.createdAt < b.createdAt ? -1 : 1))
  }

  /** The token whose text this is; undefined for one that was never made, is revoked or has expired. */
  find(text: string, now: Date): Token | undefined {
    try {
      const { id, secret } = parseToken(text)
      const token = this.#tokens.get(id)
      return token !== undefined && isSecretOf(token, secret) && !isExpired(token, now) ? token : undefined
    } catch (error) {
      if (error instanceof FormatError) return undefined
      throw error
    }
  }
}
