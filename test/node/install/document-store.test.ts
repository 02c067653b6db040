import assert from 'node:assert/strict'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { LevelStore } from '#adapters/level/level-store.ts'
import { type Address, payloadAddress } from '#core/address.ts'
import { sha256 } from '#core/digest.ts'
import { DocumentStore } from '#node/install/document-store.ts'
import { temporaryDirectory } from '#test/conformance/temporary-directory.ts'

const document = Buffer.from('a document')
const digest = sha256(document)

/** A store whose source has `document` and counts who asks for it. */
async function openStore(t: TestContext): Promise<{ documents: DocumentStore; store: LevelStore; asked: Address[] }> {
  const store = await LevelStore.open(join(await temporaryDirectory(t), 'state'))
  t.after(() => store.close())
  const asked: Address[] = []
  const blob = async (address: Address) => {
    asked.push(address)
    return document
  }
  return { documents: new DocumentStore(store, { blob }), store, asked }
}

test('a document is fetched once and kept', async (t) => {
  const { documents, asked } = await openStore(t)

  const read = [
    await documents.get(digest, document.byteLength),
    await documents.get(digest, document.byteLength),
    await documents.kept(digest),
  ]

  assert.ok(read.every((bytes) => bytes !== undefined && document.equals(bytes)))
  assert.deepEqual(asked, [payloadAddress(digest)])
})

test('a kept document of another length is fetched again', async (t) => {
  const { documents, store, asked } = await openStore(t)
  await documents.get(digest, document.byteLength)
  await store.commit([{ key: `document/${digest}`, value: document.subarray(1) }])

  const read = await documents.get(digest, document.byteLength)

  assert.ok(document.equals(read))
  assert.equal(asked.length, 2)
})

test('documents that a later release does not ask for are dropped', async (t) => {
  const { documents, store } = await openStore(t)
  const other = sha256(Buffer.from('another document'))
  await documents.get(digest, document.byteLength)
  await documents.get(other, document.byteLength)
  await store.commit([{ key: 'chunks/other', value: document }])
  await documents.dropUnasked()
  await documents.get(digest, document.byteLength)

  await documents.dropUnasked()

  assert.deepEqual(await documents.digests(), [digest])
  assert.deepEqual(await store.keys('chunks/'), ['chunks/other'])
})
