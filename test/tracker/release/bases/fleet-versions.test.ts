import assert from 'node:assert/strict'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { UserError } from '#core/errors.ts'
import { temporaryDirectory } from '#test/conformance/temporary-directory.ts'
import { readFleetVersions } from '#tracker/release/bases/fleet-versions.ts'

async function fileWith(t: TestContext, text: string): Promise<string> {
  const path = join(await temporaryDirectory(t), 'fleet.json')
  await writeFile(path, text)
  return path
}

test('the counts of a fleet are read by version', async (t) => {
  const path = await fileWith(t, '{ "versions": { "1.2.0": 431, "1.3.0-rc.1": 0 }, "at": "2026-11-22" }')

  const fleet = await readFleetVersions(path)

  assert.deepEqual(
    [...fleet],
    [
      ['1.2.0', 431],
      ['1.3.0-rc.1', 0],
    ],
  )
})

test('a file of another form is refused with its name, what is wrong and what to write', async (t) => {
  const cases: readonly [string, RegExp][] = [
    ['{', /JSON/],
    ['[]', /no object "versions"/],
    ['null', /no object "versions"/],
    ['{ "versions": ["1.2.0"] }', /no object "versions"/],
    ['{ "versions": { "v1.2": 1 } }', /"v1\.2" is not a version/],
    ['{ "versions": { "1.2.0": -1 } }', /1\.2\.0 is run by -1/],
    ['{ "versions": { "1.2.0": "many" } }', /1\.2\.0 is run by "many"/],
  ]

  for (const [text, problem] of cases) {
    const path = await fileWith(t, text)
    await assert.rejects(readFleetVersions(path), (error) => {
      assert.ok(error instanceof UserError)
      assert.match(error.message, problem)
      return error.message.startsWith(path) && error.message.includes('write { "versions"')
    })
  }
})
