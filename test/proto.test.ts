import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { test } from 'node:test'
import { compileProto, protoFiles } from './scripts/generate-proto.ts'

const root = resolve(import.meta.dirname, '..')

for (const protoFile of protoFiles()) {
  test(`the code beside ${protoFile} is what protons makes of it`, () => {
    const stem = join(root, protoFile.replace(/\.proto$/, ''))

    const { js, dts } = compileProto(protoFile)

    assert.equal(readFileSync(`${stem}.js`, 'utf8'), js, "run 'npm run proto'")
    assert.equal(readFileSync(`${stem}.d.ts`, 'utf8'), dts, "run 'npm run proto'")
  })
}
