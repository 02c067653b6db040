import assert from 'node:assert/strict'
import { readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { TestContext } from 'node:test'
import { test } from 'node:test'
import { FileSectors } from '#adapters/record/file-sectors.ts'
import { RecordDamaged, RecordPair } from '#adapters/record/record-pair.ts'
import { BrokenRule } from '#core/check.ts'
import { recordSectorBytes } from '#core/record/record-sector.ts'
import { temporaryDirectory } from '#test/conformance/temporary-directory.ts'

async function openPair(t: TestContext) {
  const directory = await temporaryDirectory(t)
  const sectors = new FileSectors(directory, 'boot')
  const pair = new RecordPair({ sectors, subject: `boot record in ${directory}`, advice: 'provision the device again' })
  return { directory, pair, file: (index: 0 | 1) => join(directory, `boot.${index}`) }
}

function textOf(payload: Uint8Array | undefined): string | undefined {
  return payload && Buffer.from(payload).toString()
}

test('a pair that was never written has no value', async (t) => {
  const { pair } = await openPair(t)

  assert.equal(await pair.read(), undefined)
})

test('the first write leaves two whole sectors of 4 KiB', async (t) => {
  const { directory, file, pair } = await openPair(t)

  await pair.write(Buffer.from('one'))

  assert.deepEqual(await readdir(directory), ['boot.0', 'boot.1'])
  assert.equal((await readFile(file(0))).byteLength, recordSectorBytes)
  assert.equal((await readFile(file(1))).byteLength, recordSectorBytes)
})

test('a write leaves the copy before it as it was', async (t) => {
  const { file, pair } = await openPair(t)
  await pair.write(Buffer.from('one'))
  const before = await readFile(file(1))

  await pair.write(Buffer.from('two'))

  assert.deepEqual(await readFile(file(1)), before)
  assert.equal(textOf(await pair.read()), 'two')
})

for (const index of [0, 1] as const) {
  test(`a value survives damage to its copy ${index}, and the next write repairs the pair`, async (t) => {
    const { file, pair } = await openPair(t)
    await pair.write(Buffer.from('one'))
    await writeFile(file(index), 'garbage')

    const survived = textOf(await pair.read())
    await pair.write(Buffer.from('two'))
    await rm(file(index === 0 ? 1 : 0))

    assert.equal(survived, 'one')
    assert.equal(textOf(await pair.read()), 'two')
  })
}

test('a first write that was cut counts as none', async (t) => {
  const { file, pair } = await openPair(t)
  await writeFile(file(0), new Uint8Array(100))

  assert.equal(await pair.read(), undefined)
})

test('damage to both copies is told with the place and what to do', async (t) => {
  const { directory, file, pair } = await openPair(t)
  await pair.write(Buffer.from('one'))
  await writeFile(file(0), 'garbage')
  await writeFile(file(1), new Uint8Array(recordSectorBytes))

  await assert.rejects(pair.read(), (error) => {
    assert.ok(error instanceof RecordDamaged)
    assert.equal(error.message, `boot record in ${directory}: both copies are damaged; provision the device again`)
    return true
  })
})

test('two writes at once are a broken rule', async (t) => {
  const { pair } = await openPair(t)

  const first = pair.write(Buffer.from('one'))

  await assert.rejects(pair.write(Buffer.from('two')), BrokenRule)
  await first
})

test('a directory that does not exist is named in the error', async () => {
  const pair = new RecordPair({ sectors: new FileSectors('/nonexistent', 'boot'), subject: '', advice: '' })

  await assert.rejects(pair.write(Buffer.from('one')), /\/nonexistent\/boot\.0: it does not exist/)
})
