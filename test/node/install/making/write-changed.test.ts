import assert from 'node:assert/strict'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { createSlotFile, openSlot } from '#adapters/slot/file-block-device.ts'
import type { BlockDevice } from '#core/block-device.ts'
import { writeChanged } from '#node/install/making/write-changed.ts'
import { temporaryDirectory } from '#test/conformance/temporary-directory.ts'
import { noise } from '#test/core/delta/sample-images.ts'

const blockBytes = 64 * 1024
const slotBytes = 8 * blockBytes
const position = blockBytes
const bytes = noise(4 * blockBytes + 100)

async function slotWith(t: TestContext, content: Uint8Array): Promise<BlockDevice> {
  const path = join(await temporaryDirectory(t), 'slot.img')
  await createSlotFile(path, slotBytes)
  const slot = await openSlot(path)
  t.after(() => slot.close())
  await slot.write(content, position)
  return slot
}

async function contentOf(slot: BlockDevice): Promise<Uint8Array> {
  const content = new Uint8Array(bytes.byteLength)
  await slot.read(content, position)
  return content
}

for (const [claim, changedAt, writtenBytes] of [
  ['bytes that are there already are not written', [], 0],
  ['one changed byte costs its block', [blockBytes + 5], blockBytes],
  ['changed neighbours are written together', [blockBytes, 2 * blockBytes], 2 * blockBytes],
  ['changed blocks that lie apart are written apart', [0, 3 * blockBytes], 2 * blockBytes],
  ['the short end is written as short as it is', [4 * blockBytes + 99], 100],
] as const) {
  test(claim, async (t) => {
    const before = bytes.slice()
    for (const place of changedAt) before[place] = (before[place] ?? 0) ^ 0xff
    const slot = await slotWith(t, before)

    const written = await writeChanged(slot, bytes, position, new Uint8Array(bytes.byteLength))

    assert.equal(written, writtenBytes)
    assert.ok(Buffer.from(await contentOf(slot)).equals(bytes))
  })
}
