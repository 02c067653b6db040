import assert from 'node:assert/strict'
import { test } from 'node:test'
import { devicesCsv } from '#sim/report/devices-csv.ts'
import { modelledRun } from './modelled-runs.ts'

test('every device of every run has a record, each of which ends in CRLF', () => {
  const runs = [modelledRun(1), modelledRun(2)]

  const text = [...devicesCsv(runs)].join('')

  const devices = runs.reduce((sum, run) => sum + run.devices.length, 0)
  assert.equal(text.split('\r\n').length, 1 + devices + 1)
  assert.ok(text.startsWith('seed,device,site,class,from_version,outcome,'))
})

test('a comma, a quote or an end of line is quoted, and a quote is doubled', () => {
  const run = modelledRun(1)
  const [device, ...others] = run.devices
  assert.ok(device)
  const reason = 'said "no",\nand left'

  const text = [...devicesCsv([{ ...run, devices: [{ ...device, reason }, ...others] }])].join('')

  assert.match(text.split('\r\n')[1] ?? '', /,"said ""no"",\nand left"$/)
})

test('an instant that was not reached is an empty field', () => {
  const run = modelledRun(1)
  const [device] = run.devices
  assert.ok(device)
  const never = { ...device, outcome: 'unfinished', verifiedAt: undefined, confirmedAt: undefined } as const

  const text = [...devicesCsv([{ ...run, devices: [never] }])].join('')

  assert.match(text, /,unfinished,,,/)
})
