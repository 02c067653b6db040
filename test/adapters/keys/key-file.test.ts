import assert from 'node:assert/strict'
import { generateKeyPairSync } from 'node:crypto'
import { chmod, readFile, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { TestContext } from 'node:test'
import { test } from 'node:test'
import { createKeyFile, readKeyFile, readSeed } from '#adapters/keys/key-file.ts'
import { peerNameOf } from '#adapters/keys/peer-name.ts'
import { UserError } from '#core/errors.ts'
import { isSignedBy, signingKeyFromSeed } from '#core/identity/signing-key.ts'
import { temporaryDirectory } from '#test/conformance/temporary-directory.ts'

async function keyPath(t: TestContext): Promise<string> {
  return join(await temporaryDirectory(t), 'root.key')
}

async function assertRefused(work: Promise<unknown>, advice: RegExp): Promise<void> {
  await assert.rejects(work, (error) => error instanceof UserError && advice.test(error.message))
}

test('a key that was made is read back and signs', async (t) => {
  const path = await keyPath(t)
  const made = await createKeyFile(path)

  const key = await readKeyFile(path)

  const bytes = Buffer.from('news')
  assert.equal(key.keyId, made.keyId)
  assert.ok(isSignedBy({ publicKey: made.publicKey, signature: key.sign(bytes), bytes }))
})

test('a key file is PKCS#8 PEM that only its owner may read', async (t) => {
  const path = await keyPath(t)
  await createKeyFile(path)

  assert.match(await readFile(path, 'utf8'), /^-----BEGIN PRIVATE KEY-----\n/)
  assert.equal((await stat(path)).mode & 0o777, 0o600)
})

test('a key file is never overwritten', async (t) => {
  const path = await keyPath(t)
  await createKeyFile(path)
  const before = await readFile(path)

  await assertRefused(createKeyFile(path), /there is a key file .*root\.key already/)

  assert.deepEqual(await readFile(path), before)
})

test('a missing key file is named, with the command that makes one', async (t) => {
  await assertRefused(readKeyFile(await keyPath(t)), /no key file .*root\.key.*mycel keys init/)
})

test('a key file that others may read is refused with the command that mends it', async (t) => {
  const path = await keyPath(t)
  await createKeyFile(path)
  await chmod(path, 0o640)

  await assertRefused(readKeyFile(path), /mode 0640.*chmod 600/)
})

test('a file that holds no PEM is refused', async (t) => {
  const path = await keyPath(t)
  await writeFile(path, 'hello', { mode: 0o600 })

  await assertRefused(readKeyFile(path), /PEM/)
})

test('a key of another kind is refused by its name', async (t) => {
  const path = await keyPath(t)
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  await writeFile(path, privateKey.export({ type: 'pkcs8', format: 'pem' }), { mode: 0o600 })

  await assertRefused(readKeyFile(path), /type ec:.*Ed25519/)
})

test('the seed of a key file is the key', async (t) => {
  const path = await keyPath(t)
  const { keyId } = await createKeyFile(path)

  assert.equal(signingKeyFromSeed(await readSeed(path)).keyId, keyId)
})

test('a public key has the peer id that libp2p gives it', () => {
  // libp2p peer-ids specification, Ed25519 test vector.
  const publicKey = Buffer.from('1ed1e8fae2c4a144b8be8fd4b47bf3d3b34b871c3cacf6010f0e42d474fce27e', 'hex')

  assert.equal(peerNameOf(publicKey), '12D3KooWBtg3aaRMjxwedh83aGiUkwSxDwUZkzuJcfaqUmo7R3pq')
})
