import assert from 'node:assert/strict'
import { test } from 'node:test'
import { publicKeyOf } from '#adapters/keys/peer-name.ts'
import { peerSigner } from '#adapters/keys/peer-signer.ts'
import { Log } from '#adapters/log/log.ts'
import { reportsFeature } from '#core/exchange/message.ts'
import { openReceipt } from '#core/report/receipt.ts'
import { type SealedReport, sealReport } from '#core/report/sealed-report.ts'
import { seedOf } from '#test/adapters/libp2p/test-peer.ts'
import { temporaryDirectory } from '#test/conformance/temporary-directory.ts'
import { vendor } from '#test/core/metadata/vendor.ts'
import { reportWith } from '#test/core/report/reports.ts'
import { TestVendor } from '#test/node/install/install-rig.ts'
import { certificateFor, nameOf, SeededDevice, startSeeder } from '#test/tracker/seed/seeder-rig.ts'
import { Fleet } from '#tracker/fleet/fleet.ts'
import { ReportIntake } from '#tracker/seed/report-intake.ts'

const log = Log.toStandardOutput('silent')
const init = { tracker: nameOf('seeder'), sign: peerSigner(seedOf('seeder')), clock: { now: () => 1_000_000 }, log }

function reportOf(name: string, sequence: number): SealedReport {
  return sealReport(reportWith({ sequence }), certificateFor(name), peerSigner(seedOf(name)))
}

test('a tracker acknowledges the reports of a device, and those that it relays, when they are durable', async (t) => {
  const fleet = await Fleet.open(await temporaryDirectory(t), () => [vendor.authority.publicKey])
  t.after(() => fleet.close())
  const intake = new ReportIntake({ fleet, ...init })
  const seeder = await startSeeder(t, (await TestVendor.open(t)).repository, undefined, intake)
  const alice = await SeededDevice.join(t, 'alice', seeder)
  const forged = { ...reportOf('carol', 1), signature: new Uint8Array(64) }

  alice.mesh.send(seeder.peer, { type: 'reports', sealed: [reportOf('alice', 1), reportOf('bob', 5), forged] })
  const { receipt } = await alice.until('reports-taken')

  assert.deepEqual(openReceipt(receipt, publicKeyOf(seeder.peer)), [
    { device: nameOf('alice'), sequence: 1 },
    { device: nameOf('bob'), sequence: 5 },
  ])
  assert.deepEqual(intake.totals(), { accepted: 2, known: 0, refused: 1, busy: 0 })
  assert.equal((await fleet.device(nameOf('bob')))?.record.site, '127.0.0.1')
})

test('only a tracker that counts its fleet says that it takes reports', async (t) => {
  const { repository } = await TestVendor.open(t)
  const fleet = { take: async () => [] }
  const counting = await startSeeder(t, repository, undefined, new ReportIntake({ fleet, ...init }))

  assert.deepEqual(counting.seeder.hello().features, [reportsFeature])
  assert.deepEqual((await startSeeder(t, repository)).seeder.hello().features, [])
})

test('a peer that sends more than is judged at once has to send it again', async () => {
  const written = Promise.withResolvers<void>()
  let asked = 0
  const fleet = {
    take: async () => {
      asked += 1
      await written.promise
      return []
    },
  }
  const intake = new ReportIntake({ fleet, ...init })
  const mesh = { send: () => undefined }

  const batches = Array.from({ length: 20 }, () => intake.take(nameOf('alice'), '192.0.2.1', [], mesh))
  written.resolve()
  await Promise.all(batches)

  assert.equal(asked, 8)
})
