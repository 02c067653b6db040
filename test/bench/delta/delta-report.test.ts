import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type DeltaReport, deltaJson, deltaText } from './delta-report.ts'

const report: DeltaReport = {
  deltaBytes: 1_200_000,
  manifestBytes: 114,
  documentBytes: 50_000,
  payloadCount: 12,
  coverCount: 3400,
  fullSeconds: 40.2,
  coverSeconds: 3.3333,
  encodeSeconds: 19.5,
  encodeRssMb: 1800.4,
  verifySeconds: 1.1,
  applySeconds: 1.5,
  applyRssMb: 99.6,
  hashAndCopySeconds: 1.25,
  anchors: {
    xdelta3: { bytes: 1_890_000, encodeSeconds: 22, encodeRssMb: 1589, applySeconds: 3.2, applyRssMb: 530 },
    bsdiff: { leftOut: 'needs 9.1 GB of memory' },
  },
}

test('people get a row for each way, numbers below numbers', () => {
  const [head, own, xdelta3, bsdiff] = deltaText(report).split('\n')

  assert.deepEqual(
    [head, own, xdelta3, bsdiff],
    [
      '             bytes  encode    MB  apply   MB',
      'mycel    1,200,114  19.5 s  1800  1.5 s  100',
      'xdelta3  1,890,000  22.0 s  1589  3.2 s  530',
      'bsdiff   left out: needs 9.1 GB of memory',
    ],
  )
})

test('people are told how far applying is from hashing and copying alone', () => {
  assert.match(deltaText(report), /apply: 1\.20 times the 1\.3 s of hashing the image twice and copying it/)
})

test('scripts get seconds with two digits and whole MB, bytes as they are', () => {
  const { coverSeconds, encodeRssMb, deltaBytes, anchors } = JSON.parse(deltaJson(report))

  assert.deepEqual([coverSeconds, encodeRssMb, deltaBytes], [3.33, 1800, 1_200_000])
  assert.deepEqual(anchors.bsdiff, { leftOut: 'needs 9.1 GB of memory' })
})
