import assert from 'node:assert/strict'
import { test } from 'node:test'
import { peerSigner } from '#adapters/keys/peer-signer.ts'
import { decodeReport } from '#core/report/encode-report.ts'
import type { Report, ReportEvent } from '#core/report/report.ts'
import type { SealedReport } from '#core/report/sealed-report.ts'
import { Outbox, waitingMax } from '#node/report/outbox.ts'
import { FlashStore } from '#sim/flash/flash-store.ts'
import { Power, PowerCut } from '#sim/flash/power.ts'
import { Random } from '#sim/random.ts'

const alive: ReportEvent = { type: 'alive', gauges: {}, traffic: { wanBytes: 0, lanBytes: 0 } }
const crashed: ReportEvent = { type: 'crashed', version: '1.1.0', rollout: 'r1', reason: 'exit code 1' }

function open(store: FlashStore, now = 1000): Promise<Outbox> {
  return Outbox.open({
    store,
    certificate: Uint8Array.of(1),
    sign: peerSigner(new Uint8Array(32).fill(1)),
    facts: { product: 'hub', running: '1.0.0', tags: {} },
    clock: () => now,
  })
}

function reportsIn(batch: readonly SealedReport[]): readonly Report[] {
  return batch.map(({ statement }) => decodeReport(statement))
}

function sequencesOf(outbox: Outbox): readonly number[] {
  return reportsIn(outbox.batch()).map(({ sequence }) => sequence)
}

test('reports wait in their order, over a restart too, until a tracker keeps them', async () => {
  const store = new FlashStore({ power: new Power() })
  const before = await open(store)
  for (const event of [alive, crashed, alive]) await before.add(event)
  await before.taken([1001, 7])

  const outbox = await open(store, 5_000_000)
  await outbox.add(crashed)

  assert.deepEqual(
    reportsIn(outbox.batch()).map(({ sequence, event }) => [sequence, event.type]),
    [
      [1002, 'crashed'],
      [1003, 'alive'],
      [1004, 'crashed'],
    ],
  )
})

test('a device that lost its memory does not use the numbers of its old reports', async () => {
  const before = await open(new FlashStore({ power: new Power() }))
  await before.add(alive)

  const outbox = await open(new FlashStore({ power: new Power() }), 90_000)
  await outbox.add(alive)

  assert.ok((sequencesOf(outbox)[0] ?? 0) > (sequencesOf(before)[0] ?? 0))
})

test('where too many reports wait the oldest that only says that the device is there makes room', async () => {
  const outbox = await open(new FlashStore({ power: new Power() }))
  await outbox.add(crashed)
  for (let count = 1; count < waitingMax; count += 1) await outbox.add(alive)

  const isKept = await outbox.add(crashed)

  assert.equal(isKept, true)
  assert.equal(outbox.waiting, waitingMax)
  assert.deepEqual(sequencesOf(outbox).slice(0, 2), [1001, 1003])
})

test('what happened makes no room for what happens later', async () => {
  const store = new FlashStore({ power: new Power() })
  const outbox = await open(store)
  for (let count = 0; count < waitingMax; count += 1) await outbox.add(crashed)

  const isKept = await outbox.add(crashed, [{ key: 'beside', value: Uint8Array.of(1) }])

  assert.equal(isKept, false)
  assert.equal(sequencesOf(outbox)[0], 1001)
  assert.deepEqual(Array.from((await store.get('beside')) ?? []), [1])
})

test('a batch holds at most 32 reports, and spans no more than a tracker tells apart', async () => {
  const outbox = await open(new FlashStore({ power: new Power() }))
  await outbox.add(crashed)
  for (let count = 0; count < waitingMax + 10; count += 1) await outbox.add(alive)

  const [first = 0] = sequencesOf(outbox)
  const last = sequencesOf(outbox).at(-1) ?? 0
  assert.equal(first, 1001)
  assert.ok(last - first < 256)
  await outbox.taken([first])
  assert.equal(sequencesOf(outbox).length, 32)
})

test('a batch of long reports fits into a message', async () => {
  const outbox = await open(new FlashStore({ power: new Power() }))
  const long = { ...crashed, reason: '\u{1f525}'.repeat(250) } as ReportEvent
  for (let count = 0; count < 40; count += 1) await outbox.add({ ...long })

  const bytes = outbox.batch().reduce((sum, { statement }) => sum + statement.byteLength, 0)

  assert.ok(bytes < 96 * 1024 && outbox.batch().length > 8)
})

test('a power cut at any moment leaves each report whole or not there, and no number is used twice', async () => {
  const random = new Random(1)
  for (let cutAfter = 1; cutAfter <= 60; cutAfter += 1) {
    const store = new FlashStore({ power: new Power(cutAfter) })
    const sent = await addUntilCut(store)

    const outbox = await open(new FlashStore({ power: new Power(), contents: store.cut(random) }), 0)
    await outbox.add(crashed)

    const sequences = sequencesOf(outbox)
    assert.equal(new Set(sequences).size, sequences.length)
    for (const sequence of sent) assert.ok(sequences.includes(sequence))
    assert.ok((sequences.at(-1) ?? 0) > (sent.at(-1) ?? 0))
  }
})

/** The numbers of the reports that could be sent before the power went off. */
async function addUntilCut(store: FlashStore): Promise<readonly number[]> {
  let sent: readonly number[] = []
  try {
    const outbox = await open(store, 0)
    for (let count = 0; count < 20; count += 1) {
      await outbox.add(crashed)
      sent = sequencesOf(outbox)
    }
  } catch (error) {
    if (!(error instanceof PowerCut)) throw error
  }
  return sent
}
