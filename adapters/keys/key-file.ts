import type { KeyObject } from 'node:crypto'
import { createPrivateKey, generateKeyPairSync } from 'node:crypto'
import { readFile, stat } from 'node:fs/promises'
import { createFile, hasCode } from '#adapters/file/durable-file.ts'
import { UserError } from '#core/errors.ts'
import type { SigningKey } from '#core/identity/signing-key.ts'
import { signingKeyFromSeed } from '#core/identity/signing-key.ts'

/**
 * Makes an Ed25519 key in a file of its own, as PKCS#8 PEM that only its owner may read. Throws
 * {@link UserError} where there is a file already: a key is never overwritten.
 */
export async function createKeyFile(path: string): Promise<SigningKey> {
  const { privateKey } = generateKeyPairSync('ed25519')
  try {
    await createFile(path, Buffer.from(privateKey.export({ type: 'pkcs8', format: 'pem' })), 0o600)
  } catch (error) {
    throw hasCode(error, 'EEXIST') ? alreadyThere(path, error) : notWritten(path, error)
  }
  return signingKeyFromSeed(seedOf(privateKey))
}

/** Reads the key of a file that {@link createKeyFile} or `openssl genpkey` made. Throws {@link UserError}. */
export async function readKeyFile(path: string): Promise<SigningKey> {
  return signingKeyFromSeed(await readSeed(path))
}

/** The 32-byte seed of a key file, which libp2p takes as the identity of a node. Throws {@link UserError}. */
export async function readSeed(path: string): Promise<Uint8Array> {
  return seedOf(parsePem(path, await readPrivately(path)))
}

async function readPrivately(path: string): Promise<string> {
  try {
    const { mode } = await stat(path)
    if ((mode & 0o077) !== 0) {
      const shown = (mode & 0o777).toString(8).padStart(4, '0')
      throw new UserError(`the key file ${path} can be read by others (mode ${shown}): run 'chmod 600 ${path}'`)
    }
    return await readFile(path, 'utf8')
  } catch (error) {
    if (error instanceof UserError) throw error
    throw hasCode(error, 'ENOENT') ? missing(path, error) : notRead(path, error)
  }
}

function parsePem(path: string, pem: string): KeyObject {
  let key: KeyObject
  try {
    key = createPrivateKey({ key: pem, format: 'pem' })
  } catch (cause) {
    const advice = 'name a key file of mycel, or restore this one from its backup'
    throw new UserError(`the key file ${path} does not hold an unencrypted private key in PEM form: ${advice}`, {
      cause,
    })
  }
  if (key.asymmetricKeyType !== 'ed25519') {
    throw new UserError(
      `the key file ${path} holds a key of type ${key.asymmetricKeyType}: mycel signs with Ed25519 keys`,
    )
  }
  return key
}

function seedOf(key: KeyObject): Uint8Array {
  return new Uint8Array(Buffer.from(key.export({ format: 'jwk' }).d ?? '', 'base64url'))
}

function alreadyThere(path: string, cause: unknown): UserError {
  const advice = 'mycel overwrites no keys; choose another place, or move the file away if nothing is signed with it'
  return new UserError(`there is a key file ${path} already: ${advice}`, { cause })
}

function missing(path: string, cause: unknown): UserError {
  return new UserError(
    `there is no key file ${path}: name the folder of your keys, or make new ones by 'mycel keys init'`,
    {
      cause,
    },
  )
}

function notRead(path: string, cause: unknown): UserError {
  return new UserError(`the key file ${path} cannot be read: ${(cause as Error).message}`, { cause })
}

function notWritten(path: string, cause: unknown): UserError {
  return new UserError(`the key file ${path} cannot be written: ${(cause as Error).message}`, { cause })
}
