import assert from 'node:assert/strict'
import { test } from 'node:test'
import { measuresOf } from '#sim/scenario/measures.ts'
import { read } from './read.ts'
import { deviceResult, runResult, siteResult } from './results.ts'

const mebibyte = 2 ** 20

/** Full payloads of 64 MiB, a delta of 8 MiB from 1.0.0. */
const scenario = read(`title: Measured.
fleet: {sites: [{name: shop}, {name: plant, hasWan: false}]}
release: {version: 2.0.0, image: 64 MiB, delta: {1.0.0: 8 MiB}}
`)

test('a copy is what the cheapest way of one device of each site with a WAN takes', () => {
  const sites = [
    siteResult({ wanDownBytes: 10 * mebibyte, wanUpBytes: 9 * mebibyte }),
    siteResult({ wanDownBytes: 80 * mebibyte }),
    siteResult({ class: 'plant' }),
  ]
  const devices = [
    deviceResult({ site: 0 }),
    deviceResult({ site: 0, from: '0.9.0' }),
    deviceResult({ site: 1, from: '0.9.0' }),
    deviceResult({ site: 2 }),
  ]

  const { wanCopies, wanUpCopies } = measuresOf(scenario, [runResult({ sites, devices })])

  assert.deepEqual([wanCopies, wanUpCopies], [90 / 72, 9 / 72])
})

test('the ratio to the bound is that of all sites together', () => {
  const sites = [siteResult({ wanDownBytes: 30, boundBytes: 20 }), siteResult({ wanDownBytes: 14, boundBytes: 20 })]

  assert.equal(measuresOf(scenario, [runResult({ sites })]).wanRatioToBound, 1.1)
})

test('completion is when so many devices had verified', () => {
  const devices = Array.from({ length: 200 }, (_, index) => deviceResult({ verifiedAt: 200 - index }))

  const measured = measuresOf(scenario, [runResult({ sites: [siteResult()], devices })])

  assert.deepEqual(
    [
      measured.completionP50Seconds,
      measured.completionP90Seconds,
      measured.completionP99Seconds,
      measured.completionMaxSeconds,
    ],
    [100, 180, 198, 200],
  )
})

test('completion is not reached where a device that could never verified', () => {
  const devices = [deviceResult(), deviceResult({ outcome: 'unfinished', verifiedAt: undefined })]

  const measured = measuresOf(scenario, [runResult({ sites: [siteResult()], devices })])

  assert.equal(measured.completionP50Seconds, 10)
  assert.equal(measured.completionMaxSeconds, undefined)
  assert.equal(measured.timeRatioToBound, undefined)
})

test('devices that had the release, or could not get it, are not counted', () => {
  const devices = [
    deviceResult(),
    deviceResult({ from: '2.0.0', verifiedAt: undefined }),
    deviceResult({ outcome: 'unreached', verifiedAt: undefined }),
    deviceResult({ outcome: 'rolled-back', verifiedAt: 12 }),
  ]

  const measured = measuresOf(scenario, [runResult({ sites: [siteResult()], devices })])

  assert.deepEqual([measured.confirmedShare, measured.rolledBackShare, measured.completionMaxSeconds], [0.5, 0.5, 12])
})

test('the ratio of times is that of the worst site', () => {
  const sites = [siteResult({ boundSeconds: 5 }), siteResult({ boundSeconds: 20 })]
  const devices = [deviceResult({ verifiedAt: 15 }), deviceResult({ site: 1, verifiedAt: 22 })]

  assert.equal(measuresOf(scenario, [runResult({ sites, devices })]).timeRatioToBound, 3)
})

test('of several seeds the worst counts, for each measure its own', () => {
  const well = runResult({ sites: [siteResult()], devices: [deviceResult({ lanBytes: 3, wanBytes: 1 })] })
  const badly = runResult({
    sites: [siteResult()],
    devices: [deviceResult({ lanBytes: 1, wanBytes: 1, verifiedAt: 9 })],
    violations: [{ invariant: 'floor', device: 0, at: 1, detail: '' }],
  })

  const { peerShare, completionMaxSeconds, violations } = measuresOf(scenario, [well, badly])

  assert.deepEqual([peerShare, completionMaxSeconds, violations], [0.5, 10, 1])
})

test('a fleet that had the release already needed nothing', () => {
  const run = runResult({ sites: [siteResult()], devices: [deviceResult({ from: '2.0.0' })] })

  const { wanCopies, wanRatioToBound, confirmedShare, completionMaxSeconds } = measuresOf(scenario, [run])

  assert.deepEqual([wanCopies, wanRatioToBound, confirmedShare, completionMaxSeconds], [0, 1, 1, 0])
})
