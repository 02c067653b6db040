import { hash, randomBytes, timingSafeEqual } from 'node:crypto'
import { FormatError } from '#core/errors.ts'

/**
 * What a token allows: `read` looks; `publish` creates rollouts, as a build pipeline does; `rollout` creates and
 * steers them; `device` notes what people say of devices. `owner` allows everything, tokens included: only the token
 * that a tracker writes into its state directory has it.
 */
export const scopes = ['read', 'rollout', 'publish', 'device', 'owner'] as const

/** One of {@link scopes}. */
export type Scope = (typeof scopes)[number]

/** The scopes that a token can be created with. */
export const grantedScopes = ['read', 'rollout', 'publish', 'device'] as const satisfies readonly Scope[]

/** The scopes of whoever looks at the fleet, its releases and its rollouts: one of them is enough. */
export const readers = ['read', 'rollout', 'publish'] as const satisfies readonly Scope[]

/** What is kept of a token: who has it, and what it allows. The secret itself is with its holder alone. */
export interface Token {
  /** 12 hex characters, a part of the text of the token. */
  readonly id: string
  /** Whom it was made for: the actor of the audit log. */
  readonly name: string
  readonly scopes: readonly Scope[]
  /** SHA-256 of the secret, hex. The secret has 256 random bits: nothing slower is needed. */
  readonly secretHash: string
  /** RFC 3339, UTC. */
  readonly createdAt: string
  /** RFC 3339, UTC; null: it does not expire. */
  readonly expiresAt: string | null
}

/** A token as it is made: `text` is shown once. */
export interface NewToken {
  readonly token: Token
  readonly text: string
}

/** Makes a token for `name`. */
export function makeToken({ name, scopes, createdAt, expiresAt }: Omit<Token, 'id' | 'secretHash'>): NewToken {
  const id = randomBytes(6).toString('hex')
  const secret = randomBytes(32).toString('base64url')
  const token = { id, name, scopes, secretHash: hash('sha256', secret), createdAt, expiresAt }
  return { token, text: `mycel_${id}_${secret}` }
}

/** The two parts of the text of a token. */
export interface TokenText {
  readonly id: string
  readonly secret: string
}

/** Reads `mycel_ID_SECRET`. Throws {@link FormatError} on anything else. */
export function parseToken(text: string): TokenText {
  const [, id, secret] = /^mycel_([0-9a-f]{12})_([\w-]{43})$/.exec(text) ?? []
  if (id === undefined || secret === undefined) {
    throw new FormatError('token', 'is not one of mycel: it begins with mycel_ and has 61 characters')
  }
  return { id, secret }
}

/** Whether a secret is that of the token, in a time that does not tell where it differs. */
export function isSecretOf({ secretHash }: Token, secret: string): boolean {
  return timingSafeEqual(Buffer.from(secretHash, 'hex'), Buffer.from(hash('sha256', secret), 'hex'))
}

/** Whether a token is good no more. */
export function isExpired({ expiresAt }: Token, now: Date): boolean {
  return expiresAt !== null && Date.parse(expiresAt) <= now.getTime()
}

/** Whether a token has one of these scopes. */
export function allows(token: Token, anyOf: readonly Scope[]): boolean {
  return token.scopes.some((scope) => scope === 'owner' || anyOf.includes(scope))
}
