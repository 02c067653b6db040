import assert from 'node:assert/strict'
import { test } from 'node:test'
import { LabUsage } from '#test/lab/lab-arguments.ts'
import { anchorTable } from './anchor-result.ts'
import { parseAnchorsArguments } from './anchors-arguments.ts'
import { missingPackages } from './missing-packages.ts'

test('without options all systems are measured on one site of twenty', () => {
  const plan = parseAnchorsArguments([])

  assert.deepEqual(plan.shape, { sites: 1, devicesPerSite: 20, wanMbit: 20, lanMbit: 200 })
  assert.deepEqual(plan.only, ['squid', 'libtorrent', 'aria2', 'mycel'])
})

test('systems are measured in the order of the table, in whatever order they are named', () => {
  const { only } = parseAnchorsArguments(['--only', 'mycel,squid'])

  assert.deepEqual(only, ['squid', 'mycel'])
})

test('an unknown system is refused with those that there are', () => {
  assert.throws(() => parseAnchorsArguments(['--only', 'rsync']), LabUsage)
})

test('a program that is not there is named by its package, once', async () => {
  const absent = { package: 'no-such-package', probe: ['mycel-no-such-program'] }
  const present = { package: 'nodejs', probe: [process.execPath, '--version'] }

  assert.deepEqual(await missingPackages([absent, present, absent]), ['no-such-package'])
})

test('the table has a row for each system', () => {
  const result = { setup: 'nothing', wanCopies: 1.05, wanUpCopies: 0.02, timeRatio: 1.1, cpuBusy: 0.5, machineLoad: 2 }

  const rows = anchorTable([{ name: 'mycel', ...result }]).split('\n')

  assert.equal(rows[2], '| mycel | nothing | 1.05 | 1.10 | 0.02 | 50 % | 2.0 |')
})
