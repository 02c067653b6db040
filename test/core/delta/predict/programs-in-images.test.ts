import assert from 'node:assert/strict'
import { test } from 'node:test'
import { payloadBytesOf } from '#core/delta/assemble-delta.ts'
import { applyDelta, makeDelta } from '#test/core/delta/make-delta.ts'
import { elfFile } from '#test/core/delta/predict/elf-file.ts'
import { joined, noise } from '#test/core/delta/sample-images.ts'

const functionBytes = 64
const functions = 2000

test('calls within a program of a file system are predicted where its code moved', () => {
  const image = (gapAt: number): Uint8Array =>
    joined(noise(4096, 7), new Uint8Array(4096), elfFile({ code: callingCode(gapAt), address: 0x1000n }))
  const [base, made] = [image(functions), image(functions / 2)]

  const predicted = makeDelta(base, made)
  const unknown = makeDelta(withoutElf(base), withoutElf(made))

  assert.equal(predicted.delta.programs.length, 1)
  assert.ok(payloadBytesOf(predicted.delta) < payloadBytesOf(unknown.delta), `${payloadBytesOf(predicted.delta)} bytes`)
  assert.ok(Buffer.from(made).equals(applyDelta(base, predicted, made.byteLength)))
})

/** Functions that begin with a call of another one (`e8`, 32 bits). */
function callingCode(gapAt: number): Uint8Array {
  const gapBytes = 4 * functionBytes
  const code = new Uint8Array(functions * functionBytes + gapBytes)
  const view = new DataView(code.buffer)
  const bodies = noise(functions * functionBytes, 11)
  const placeOf = (number: number): number => number * functionBytes + (number >= gapAt ? gapBytes : 0)
  code.set(noise(gapBytes, 13), gapAt * functionBytes)
  for (let number = 0; number < functions; number++) {
    const place = placeOf(number)
    code.set(bodies.subarray(number * functionBytes, (number + 1) * functionBytes), place)
    view.setUint8(place, 0xe8)
    view.setInt32(place + 1, placeOf((number * 7919) % functions) - place - 5, true)
  }
  return code
}

/** The same bytes, but no file that anybody knows. */
function withoutElf(image: Uint8Array): Uint8Array {
  const copy = image.slice()
  copy[8192] = 0
  return copy
}
