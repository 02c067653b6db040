import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { decodeBootRecord, encodeBootRecord } from '#core/boot/boot-record.ts'
import { chunkGeometry, chunkRange } from '#core/chunk-geometry.ts'
import { parseDigest, sha256 } from '#core/digest.ts'
import type { PeerName } from '#core/exchange/contract.ts'
import { decodeFetch, decodeFetchAnswer, encodeFetch, encodeFetchAnswer } from '#core/exchange/fetch-message.ts'
import { decodeMessage, encodeMessage } from '#core/exchange/message.ts'
import { ownerScore, rankOwners } from '#core/exchange/owner.ts'
import { decodeDelta, encodeDelta } from '#core/format/delta.ts'
import { encodeChunkPage } from '#core/format/page.ts'
import { decodeRelease, encodeRelease } from '#core/format/release.ts'
import { issueCertificate, readCertificate } from '#core/identity/certificate.ts'
import { encodeRecordSector } from '#core/record/record-sector.ts'
import { testKey } from '#test/core/metadata/vendor.ts'
import { baseBytes } from '#test/vectors/formats.ts'
import { loadVector } from '#test/vectors/vector.ts'

/** `docs/format.md` §17. */
const examples =
  readFileSync(join(import.meta.dirname, '../../docs/format.md'), 'utf8').split('\n## 17. Examples\n')[1] ?? ''

const geometry = chunkGeometry(150_000)
const base = baseBytes({ offset: 0, bytes: 150_000 })
const image = base.slice().fill(0xff, 65_536, 65_537).fill(0, 131_072)

test('the digests of the example images are those of their bytes', () => {
  const chunks = [0, 1, 2].map((index) => {
    const { offset, bytes } = chunkRange(geometry, index)
    return sha256(image.subarray(offset, offset + bytes))
  })

  const digests = [...blockAfter('**Images.**').matchAll(/[0-9a-f]{64}/g)].map(([digest]) => digest)

  assert.deepEqual(digests, [sha256(base), sha256(image), ...chunks])
  assert.deepEqual(Buffer.from(encodeChunkPage(chunks)).toString('hex'), hexOf('chunk-page', 'example'))
})

const documented: readonly (readonly [heading: string, format: string, name: string])[] = [
  ['**Payload page**', 'payload-page', 'example'],
  ['**Full payload**', 'payload', 'example-full'],
  ['**Release document**', 'release', 'example'],
  ['**Patch**', 'payload', 'example-patch'],
  ['**Delta**', 'delta', 'example'],
  ['**Certificate**', 'certificate', 'example'],
  ['**Boot record**', 'boot-record', 'factory'],
]

for (const [heading, format, name] of documented) {
  test(`the specification shows the bytes of the ${format} ${name}`, () => {
    const lines = blockAfter(heading).split('\n').map(hexPattern)

    assert.match(hexOf(format, name), new RegExp(`^${lines.join('')}$`))
  })
}

test('the specification shows control frames as they are', () => {
  const shown = blockAfter('**Control frames**').trimEnd().split('\n')
  const names = ['hello', 'head', 'have', 'lease', 'metadata-request', 'metadata-missing', 'peers-request']

  assert.equal(shown.length, names.length)
  for (const [index, name] of names.entries()) {
    const [, hex = ''] = (shown[index] ?? '').split(/\s{2,}/)
    assert.match(hexOf('message', name), new RegExp(`^${hexPattern(hex)}$`))
  }
})

test('the specification shows fetches and answers as they are', () => {
  const shown = blockAfter('**Fetch**')
    .trimEnd()
    .split(/\s{2,}|\n/)
  const answers = ['found', 'busy', 'missing', 'refused'].map((name) => hexOf('fetch-answer', name))

  assert.deepEqual(
    shown.map((hex) => hex.replaceAll(' ', '')),
    [hexOf('fetch', 'payload'), hexOf('fetch', 'chunk'), ...answers],
  )
})

test('the specification ranks the peers of its example as the code does', () => {
  const payload = parseDigest('9236dd62821fccc5b8a58be20d03f7df28dc04d11c19b2d5aa0588232403ff65')
  const rows = blockAfter('**Ranking**').trimEnd().split('\n')
  const peers = rows.map((row) => row.split(' ')[0] as PeerName)

  const scores = peers.map((peer) => ownerScore(payload, peer).toString(16).padStart(12, '0'))

  assert.deepEqual(rankOwners(payload, peers.toReversed()), peers)
  for (const [index, score] of scores.entries()) assert.ok(rows[index]?.includes(`score ${score}`))
})

test('the specification shows where a record sector begins and ends', () => {
  const sector = hexOf('record-sector', 'factory')

  for (const line of blockAfter('**Its first sector**').trimEnd().split('\n')) {
    const [offset = '', hex = ''] = line.split('  ')
    assert.match(sector.slice(2 * Number.parseInt(offset, 16)), new RegExp(`^${hexPattern(hex)}$`))
  }
})

const authority = testKey(2)

const writers: Readonly<Record<string, (bytes: Uint8Array) => Uint8Array>> = {
  'release example': (bytes) => encodeRelease(decodeRelease(bytes)),
  'delta example': (bytes) => encodeDelta(decodeDelta(bytes, geometry)),
  'message have': (bytes) => encodeMessage(decodeMessage(bytes) ?? { type: 'peers-request' }),
  'fetch chunk': (bytes) => encodeFetch(decodeFetch(bytes)),
  'fetch-answer found': (bytes) => encodeFetchAnswer(decodeFetchAnswer(bytes)),
  'certificate example': (bytes) => issueCertificate(readCertificate(bytes, [authority.publicKey]), authority),
  'boot-record factory': (bytes) => encodeBootRecord(decodeBootRecord(bytes)),
  'record-sector factory': () =>
    encodeRecordSector({ sequence: 1, payload: loadVector('boot-record', 'factory').bytes }),
}

for (const [which, write] of Object.entries(writers)) {
  test(`what is written today of the ${which} is the same to the byte`, () => {
    const [format = '', name = ''] = which.split(' ')

    const written = write(loadVector(format, name).bytes)

    assert.equal(Buffer.from(written).toString('hex'), hexOf(format, name))
  })
}

function hexOf(format: string, name: string): string {
  return Buffer.from(loadVector(format, name).bytes).toString('hex')
}

/** The first block of code behind a text. */
function blockAfter(heading: string): string {
  return (
    /```\n([\s\S]*?)```/.exec(examples.slice(examples.indexOf(heading)))?.[1] ??
    assert.fail(`no block after ${heading}`)
  )
}

/** What a line says of bytes: hex in groups, where `…` stands for any; what follows two spaces is a comment. */
function hexPattern(line: string): string {
  const [groups = ''] = line.trim().split(/\s{2,}/)
  return /^[0-9a-f… ]+$/.test(groups) ? groups.replaceAll(' ', '').replaceAll('…', '[0-9a-f]*') : ''
}
