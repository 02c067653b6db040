import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Metric } from '#adapters/metrics/metric.ts'
import { factoryState } from '#core/boot/boot-transitions.ts'
import { nodeMetrics } from '#node/status/node-metrics.ts'
import { nodeStatus } from '#test/node/status/node-status.ts'

const boot = factoryState({ version: '1.0.0', release: undefined, securityEpoch: 0, images: [] })

/** The samples of a metric as `label=value …: number`. */
function samplesOf(name: string, metrics: readonly Metric[]): readonly string[] {
  const samples = metrics.find((metric) => metric.name === name)?.samples ?? []
  return samples.map(({ labels, value }) => {
    const words = Object.entries(labels).map(([label, text]) => `${label}=${text}`)
    return `${words.join(' ')}: ${value}`
  })
}

test('received bytes are told by who sent them and what they are', () => {
  const metrics = nodeMetrics(nodeStatus, boot)

  assert.deepEqual(samplesOf('mycel_payload_bytes_total', metrics), [
    'source=peer kind=payload: 2500000',
    'source=peer kind=chunk: 500000',
    'source=tracker kind=payload: 1000000',
    'source=tracker kind=chunk: 0',
    'source=http kind=payload: 0',
  ])
  assert.deepEqual(samplesOf('mycel_peer_ratio', metrics), [': 0.75'])
})

test('what came from web servers is not told to be from the tracker', () => {
  const traffic = { ...nodeStatus.traffic, httpBytes: 400_000 }

  const samples = samplesOf('mycel_payload_bytes_total', nodeMetrics({ ...nodeStatus, traffic }, boot))

  assert.deepEqual(samples.slice(-3), [
    'source=tracker kind=payload: 600000',
    'source=tracker kind=chunk: 0',
    'source=http kind=payload: 400000',
  ])
})

test('there is no peer ratio before anything was received', () => {
  const traffic = { ...nodeStatus.traffic, receivedBytes: { lan: 0, wan: 0 }, chunkBytes: { lan: 0, wan: 0 } }

  assert.deepEqual(samplesOf('mycel_peer_ratio', nodeMetrics({ ...nodeStatus, traffic }, boot)), [])
})

test('exactly the current phase is 1', () => {
  const phases = samplesOf('mycel_phase', nodeMetrics(nodeStatus, boot))

  assert.equal(phases.length, 10)
  assert.deepEqual(
    phases.filter((phase) => phase.endsWith(': 1')),
    ['phase=fetching: 1'],
  )
})

test('slots are told by what they are to the next boot, attempts only while there is a trial', () => {
  const content = boot.slots.a
  const trial = { slot: 'b', attemptsLeft: 2, lastFailure: '' } as const
  const tried = nodeMetrics(nodeStatus, { ...boot, slots: { a: content, b: content }, trial })
  const untried = nodeMetrics(nodeStatus, boot)

  assert.deepEqual(samplesOf('mycel_slot_state', tried), ['slot=a state=active: 1', 'slot=b state=trial: 1'])
  assert.deepEqual(samplesOf('mycel_boot_attempts_left', tried), [': 2'])
  assert.deepEqual(samplesOf('mycel_slot_state', untried), ['slot=a state=active: 1', 'slot=b state=empty: 1'])
  assert.deepEqual(samplesOf('mycel_boot_attempts_left', untried), [])
})

test('expiries are seconds since 1970', () => {
  const metrics = nodeMetrics(nodeStatus, boot)

  assert.deepEqual(samplesOf('mycel_metadata_expiry_timestamp_seconds', metrics), [
    'role=root: 1817078400',
    'role=timestamp: 1785585600',
  ])
})
