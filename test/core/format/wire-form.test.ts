import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { bootRecordForm } from '#core/boot/boot-record.ts'
import { fetchForm, fetchReplyForm } from '#core/exchange/fetch-message.ts'
import { messageForm } from '#core/exchange/message.ts'
import { standingForm } from '#core/exchange/site/sealed-standing.ts'
import { deltaForm } from '#core/format/delta.ts'
import { releaseForm } from '#core/format/release.ts'
import { certificateForm, statementForm } from '#core/identity/certificate.ts'
import { reportForm } from '#core/report/encode-report.ts'
import { receiptForm } from '#core/report/receipt.ts'
import { sealedReportForm } from '#core/report/sealed-report.ts'

const root = join(import.meta.dirname, '../../..')

const forms = [
  ['core/format/wire.proto', 'WireRelease', releaseForm],
  ['core/format/wire.proto', 'WireDelta', deltaForm],
  ['core/exchange/wire.proto', 'WireMessage', messageForm],
  ['core/exchange/wire.proto', 'WireStanding', standingForm],
  ['core/exchange/wire.proto', 'WireFetch', fetchForm],
  ['core/exchange/wire.proto', 'WireFetchReply', fetchReplyForm],
  ['core/identity/wire.proto', 'WireCertificate', certificateForm],
  ['core/identity/wire.proto', 'WireStatement', statementForm],
  ['core/report/wire.proto', 'WireReport', reportForm],
  ['core/report/wire.proto', 'WireSealedReport', sealedReportForm],
  ['core/report/wire.proto', 'WireReceipt', receiptForm],
  ['core/boot/wire.proto', 'WireBootRecord', bootRecordForm],
] as const

for (const [path, name, form] of forms) {
  test(`the form of ${name} is that of its .proto file`, () => {
    const messages = readFileSync(join(root, path), 'utf8')

    assert.deepEqual(form, formOf(messages, name))
  })
}

/** The form of a message as its `.proto` file says it. */
function formOf(messages: string, name: string): unknown {
  const body = new RegExp(`^message ${name} \\{\\n([^}]*)\\}`, 'm').exec(messages)?.[1]
  assert.ok(body !== undefined, `there is no message ${name}`)
  const fields = [...body.matchAll(/^\s*(?:repeated )?(\w+) (\w+) = (\d+)/gm)].map(([, type = '', field, number]) => {
    if (field === 'major') return [number, 'major']
    if (type.startsWith('Wire')) return [number, formOf(messages, type)]
    return [number, type === 'string' ? 'text' : type]
  })
  return Object.fromEntries(fields)
}
