import assert from 'node:assert/strict'
import { test } from 'node:test'
import { peerSigner } from '#adapters/keys/peer-signer.ts'
import { FormatError } from '#core/errors.ts'
import { signingKeyFromSeed } from '#core/identity/signing-key.ts'
import { decodeReport, encodeReport } from '#core/report/encode-report.ts'
import { gaugesMax, type Report, tagsMax } from '#core/report/report.ts'
import { decodeSealedReport, encodeSealedReport, isReportedBy, sealReport } from '#core/report/sealed-report.ts'
import { WireReport } from '#core/report/wire.js'
import { everyEvent, reportWith } from '#test/core/report/reports.ts'

const seed = new Uint8Array(32).fill(1)
const key = signingKeyFromSeed(seed)
const stranger = signingKeyFromSeed(new Uint8Array(32).fill(2))
const sealed = sealReport(reportWith(), Uint8Array.of(1, 2, 3), peerSigner(seed))

for (const event of everyEvent) {
  test(`a report that says ${event.type} is read as it was written`, () => {
    const report = reportWith({ event })

    assert.deepEqual(decodeReport(encodeReport(report)), report)
  })
}

test('a report is known by the key of its device only', () => {
  assert.equal(isReportedBy(sealed, key.publicKey), true)
  assert.equal(isReportedBy(sealed, stranger.publicKey), false)
})

test('a report that was changed on the way is not what its device said', () => {
  const changed = encodeReport(reportWith({ running: '2.0.0' }))

  assert.equal(isReportedBy({ ...sealed, statement: changed }, key.publicKey), false)
})

test('a sealed report is read as it was written', () => {
  const read = decodeSealedReport(encodeSealedReport(sealed))

  assert.deepEqual(decodeReport(read.statement), reportWith())
  assert.equal(isReportedBy(read, key.publicKey), true)
})

test('an event of a later version says that the device is there', () => {
  const bytes = WireReport.encode({ ...WireReport.decode(sealed.statement), event: 'melted' })

  const { event } = decodeReport(bytes)

  assert.deepEqual(event, { type: 'alive', gauges: {}, traffic: { wanBytes: 0, lanBytes: 0 } })
})

test('a reason that is too long is cut where it is written', () => {
  const event = { type: 'crashed', version: '1.1.0', rollout: '', reason: 'x'.repeat(10_000) } as const

  const read = decodeReport(encodeReport(reportWith({ event })))

  assert.equal(read.event.type === 'crashed' && read.event.reason.length, 500)
})

const many = (count: number) => Array.from({ length: count }, (_, index) => `n${index}`)
const traffic = { wanBytes: 0, lanBytes: 0 }
const unreadable: Readonly<Record<string, Partial<Report>>> = {
  'no number': { sequence: 0 },
  'a product that is no name': { product: 'My Hub' },
  'a version that is none': { running: 'latest' },
  'more tags than a device has': { tags: Object.fromEntries(many(tagsMax + 1).map((name) => [name, 'x'])) },
  'an empty tag': { tags: { ring: '' } },
  'an endless tag': { tags: { ring: 'x'.repeat(65) } },
  'more gauges than a device has': {
    event: { type: 'alive', gauges: Object.fromEntries(many(gaugesMax + 1).map((name) => [name, 1])), traffic },
  },
  'a gauge that is no number': { event: { type: 'alive', gauges: { load: Number.NaN }, traffic } },
  'a rollout that is no name': { event: { type: 'began', version: '1.1.0', rollout: 'a/b', from: '1.0.0' } },
}
for (const [what, parts] of Object.entries(unreadable)) {
  test(`a report with ${what} is refused`, () => {
    assert.throws(() => encodeReport(reportWith(parts)), FormatError)
  })
}

test('a report that names a tag twice is refused', () => {
  const wire = WireReport.decode(sealed.statement)
  const bytes = WireReport.encode({ ...wire, tags: [...wire.tags, ...wire.tags] })

  assert.throws(() => decodeReport(bytes), /twice/)
})
