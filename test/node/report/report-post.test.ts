import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { peerNameOf } from '#adapters/keys/peer-name.ts'
import { peerSigner } from '#adapters/keys/peer-signer.ts'
import type { PeerName } from '#core/exchange/contract.ts'
import { type Hello, type Message, reportsFeature } from '#core/exchange/message.ts'
import { signingKeyFromSeed } from '#core/identity/signing-key.ts'
import { Random } from '#core/random.ts'
import { decodeReport } from '#core/report/encode-report.ts'
import { sealReceipt } from '#core/report/receipt.ts'
import { type SealedReport, sealReport } from '#core/report/sealed-report.ts'
import { ReportPost, receiptWaitMs } from '#node/report/report-post.ts'
import { batchesPerNeighbourMax } from '#node/report/report-relay.ts'
import { reportWith } from '#test/core/report/reports.ts'

const trackerSeed = new Uint8Array(32).fill(3)
const tracker = peerNameOf(signingKeyFromSeed(trackerSeed).publicKey)
const [self, near, far] = ['self', 'near', 'far'] as readonly string[] as readonly PeerName[]

/** A report whose certificate is no more than the name of its device. */
function reportOf(device: string, sequence: number): SealedReport {
  return sealReport(reportWith({ sequence }), Buffer.from(device), peerSigner(new Uint8Array(32).fill(1)))
}

/** The post of the device `self`, and what it says to whom. */
class PostRig {
  readonly sent: [PeerName, Message][] = []
  readonly waiting: SealedReport[]
  readonly post: ReportPost

  constructor(t: TestContext, sequences: readonly number[] = []) {
    t.mock.timers.enable({ apis: ['setTimeout'] })
    this.waiting = sequences.map((sequence) => reportOf('self', sequence))
    const outbox = {
      batch: () => this.waiting.slice(0, 2),
      taken: async (taken: readonly number[]) => {
        const left = this.waiting.filter(({ statement }) => !taken.includes(decodeReport(statement).sequence))
        this.waiting.splice(0, this.waiting.length, ...left)
      },
    }
    const holderOf = (certificate: Uint8Array) => Buffer.from(certificate).toString() as PeerName
    this.post = new ReportPost(
      { self: self as PeerName, outbox, holderOf, random: new Random(1, 'post') },
      new Set([tracker]),
    )
    this.post.connect({ send: (peer, message) => this.sent.push([peer, message]) })
    t.after(() => this.post.stop())
  }

  joinTracker(features: readonly string[] = [reportsFeature]): void {
    this.post.joined({ peer: tracker, role: 'seeder', hello: helloWith(features) })
  }

  joinNeighbour(peer: PeerName | undefined, isRelay = false): void {
    assert.ok(peer)
    this.post.joined({ peer, role: 'device', hello: helloWith([]) })
    if (isRelay) this.post.relays(peer, true)
  }

  /** A receipt of the tracker, or of somebody who would like to be it. */
  receipt(device: string | undefined, sequences: readonly number[], seed = trackerSeed): Promise<void> {
    const taken = sequences.map((sequence) => ({ device: device as PeerName, sequence }))
    return this.post.receipt(sealReceipt(taken, { tracker, sign: peerSigner(seed) }))
  }

  /** To whom how many reports were sent. */
  get batches(): readonly (readonly [string, number])[] {
    return this.sent.flatMap(([peer, message]) => (message.type === 'reports' ? [[peer, message.sealed.length]] : []))
  }
}

function helloWith(features: readonly string[]): Hello {
  return { type: 'hello', features, certificate: new Uint8Array(), role: 'device', ranking: 1, listen: [], images: [] }
}

test('reports go to the tracker a batch at a time, each when the one before is acknowledged', async (t) => {
  const rig = new PostRig(t, [1, 2, 3])

  rig.joinTracker()
  rig.post.send()
  const first = rig.batches
  await rig.receipt(self, [1, 2])

  assert.deepEqual(first, [[tracker, 2]])
  assert.deepEqual(rig.batches, [
    [tracker, 2],
    [tracker, 1],
  ])
})

test('a batch without a receipt is sent again, ever more rarely', (t) => {
  const rig = new PostRig(t, [1])
  rig.joinTracker()

  const counts = Array.from({ length: 12 }, () => {
    t.mock.timers.tick(receiptWaitMs)
    return rig.batches.length
  })

  assert.equal(counts[0], 1)
  assert.equal(counts[1], 2)
  assert.ok((counts.at(-1) ?? 0) <= 4, String(counts))
})

test('a tracker that takes no reports gets none', (t) => {
  const rig = new PostRig(t, [1])

  rig.joinTracker([])

  assert.deepEqual(rig.sent, [])
})

test('without a tracker reports go to a neighbour that passes them on, and to the next where nothing comes of it', (t) => {
  const rig = new PostRig(t, [1])
  rig.joinNeighbour(near, true)
  rig.joinNeighbour(far, true)

  t.mock.timers.tick(2 * receiptWaitMs)

  assert.deepEqual(rig.batches, [
    ['near', 1],
    ['far', 1],
  ])
})

test('a device that joins a tracker does not wait for a neighbour', (t) => {
  const rig = new PostRig(t, [1])
  rig.joinNeighbour(near, true)

  rig.joinTracker()

  assert.deepEqual(rig.batches, [
    ['near', 1],
    [tracker, 1],
  ])
})

test('neighbours hear whether a device passes reports on, when they join and when it changes', (t) => {
  const rig = new PostRig(t)
  rig.joinNeighbour(near)
  rig.joinTracker()
  rig.joinNeighbour(far)
  rig.post.left(tracker)

  const told = rig.sent.map(([peer, message]) => [peer, message.type === 'relays' && message.on])
  assert.deepEqual(told, [
    ['near', true],
    ['far', true],
    ['near', false],
    ['far', false],
  ])
})

test('the reports of a neighbour go on to the tracker, and its receipt comes back', async (t) => {
  const rig = new PostRig(t)
  rig.joinTracker()
  rig.joinNeighbour(near)
  rig.sent.length = 0

  rig.post.reports(near as PeerName, [reportOf('near', 5)])
  await rig.receipt(near, [5])

  assert.deepEqual(
    rig.sent.map(([peer, { type }]) => [peer, type]),
    [
      [tracker, 'reports'],
      ['near', 'reports-taken'],
    ],
  )
})

test('reports are passed on of neighbours themselves only, and not without bounds', (t) => {
  const rig = new PostRig(t)
  rig.joinTracker()
  rig.joinNeighbour(near)

  rig.post.reports(near as PeerName, [reportOf('far', 5)])
  rig.post.reports(far as PeerName, [reportOf('far', 5)])
  for (let batch = 0; batch < 10; batch += 1) rig.post.reports(near as PeerName, [reportOf('near', batch + 1)])

  assert.equal(rig.batches.length, batchesPerNeighbourMax)
})

test('a receipt that no tracker signed acknowledges nothing', async (t) => {
  const rig = new PostRig(t, [1])
  rig.joinNeighbour(near, true)

  await rig.receipt(self, [1], new Uint8Array(32).fill(8))

  assert.equal(rig.waiting.length, 1)
})
