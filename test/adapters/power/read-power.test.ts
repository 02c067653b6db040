import assert from 'node:assert/strict'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { readPower } from '#adapters/power/read-power.ts'

/** A folder like /sys/class/power_supply, with these supplies. */
async function supplies(context: TestContext, of: Readonly<Record<string, Record<string, string>>>): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'mycel-power-'))
  context.after(() => rm(directory, { recursive: true, force: true }))
  for (const [name, files] of Object.entries(of)) {
    await mkdir(join(directory, name))
    for (const [file, text] of Object.entries(files)) await writeFile(join(directory, name, file), `${text}\n`)
  }
  return directory
}

const draining = { type: 'Battery', status: 'Discharging', capacity: '35' }

test('a machine without power supplies is on mains', async () => {
  assert.deepEqual(await readPower('/no/such/folder'), { type: 'mains' })
})

test('a battery that discharges is what the machine runs on', async (context) => {
  const directory = await supplies(context, { BAT0: draining, AC: { type: 'Mains', online: '0' } })

  assert.deepEqual(await readPower(directory), { type: 'battery', percent: 35 })
})

test('a supply that is online counts more than a battery', async (context) => {
  const directory = await supplies(context, { BAT0: draining, USB: { type: 'USB', online: '1' } })

  assert.deepEqual(await readPower(directory), { type: 'mains' })
})

test('a battery that is full or charging means mains, also where no supply says so', async (context) => {
  const directory = await supplies(context, { BAT0: { ...draining, status: 'Charging' } })

  assert.deepEqual(await readPower(directory), { type: 'mains' })
})

test('the battery of a keyboard, and a slot without a battery, say nothing of the machine', async (context) => {
  const keyboard = { ...draining, scope: 'Device' }
  const empty = { ...draining, present: '0' }
  const directory = await supplies(context, { keyboard, empty })

  assert.deepEqual(await readPower(directory), { type: 'mains' })
})

test('two batteries count with their mean', async (context) => {
  const directory = await supplies(context, { BAT0: draining, BAT1: { ...draining, capacity: '65' } })

  assert.deepEqual(await readPower(directory), { type: 'battery', percent: 50 })
})

test('a battery that does not say how full it is does not hold the device up', async (context) => {
  const directory = await supplies(context, { BAT0: { type: 'Battery', status: 'Discharging', capacity: 'odd' } })

  assert.deepEqual(await readPower(directory), { type: 'mains' })
})
