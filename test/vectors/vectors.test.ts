import assert from 'node:assert/strict'
import { test } from 'node:test'
import { formats } from '#test/vectors/formats.ts'
import { decodeVector, loadVectors } from '#test/vectors/vector.ts'

const valid = loadVectors('valid')
const refused = loadVectors('refused')

for (const vector of valid) {
  test(`${vector.format} ${vector.name} means what it meant when it was written`, () => {
    // A later version may read more of it.
    assert.partialDeepStrictEqual(decodeVector(vector), vector.value)
  })
}

for (const vector of refused) {
  const { format, name, problem } = vector
  test(`${format} ${name} is ${problem === null ? 'passed over' : 'refused'}`, () => {
    if (problem === null) assert.equal(decodeVector(vector), undefined)
    else assert.throws(() => decodeVector(vector), isRefusal(problem ?? ''))
  })
}

/** An error of ours that says so. */
function isRefusal(problem: string): (error: Error) => boolean {
  return (error) => {
    assert.ok(['FormatError', 'MetadataRefused', 'CertificateRefused'].includes(error.name), String(error))
    assert.ok(error.message.includes(problem), error.message)
    return problem !== ''
  }
}

test('every format has a valid vector', () => {
  const covered = new Set(valid.map(({ format }) => format))

  assert.deepEqual(
    Object.keys(formats).filter((format) => !covered.has(format)),
    [],
  )
})
