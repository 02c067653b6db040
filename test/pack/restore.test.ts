import assert from 'node:assert/strict'
import { existsSync, watch } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { CheckoutCopy } from './checkout-copy.ts'
import { runProgram } from './run-program.ts'

/** How long the checkout may take to be as before, once npm has ended, in ms. */
const restoreTimeoutMs = 10_000

test('a build that fails leaves the checkout as it was', (t) => {
  const checkout = CheckoutCopy.make(t)
  const before = checkout.read('package.json')
  checkout.write('mycel.ts', 'const = 1\n')

  const { exitCode } = runProgram(checkout, 'npm', 'pack')

  assert.notEqual(exitCode, 0)
  assert.equal(checkout.read('package.json'), before)
  assert.deepEqual(leftovers(checkout), [])
})

test('a package that cannot be written leaves the checkout as it was', async (t) => {
  const checkout = CheckoutCopy.make(t)
  const before = checkout.read('package.json')

  const { exitCode } = runProgram(checkout, 'npm', 'pack', '--pack-destination', 'nowhere')
  await restored(checkout)

  assert.notEqual(exitCode, 0)
  assert.equal(checkout.read('package.json'), before)
})

test('a second pack does not touch what the first one will restore', (t) => {
  const checkout = CheckoutCopy.make(t)
  const before = checkout.read('package.json')
  checkout.write('package.json.checkout', 'of the first')

  const { exitCode, errors } = runProgram(checkout, 'npm', 'pack')

  assert.notEqual(exitCode, 0)
  assert.match(errors, /if no other 'npm pack' is at work, run 'mv /)
  assert.equal(checkout.read('package.json'), before)
  assert.equal(checkout.read('package.json.checkout'), 'of the first')
})

function leftovers(checkout: CheckoutCopy): readonly string[] {
  return ['dist', 'package.json.checkout'].filter((name) => existsSync(join(checkout.directory, name)))
}

/** Resolves once packing has left nothing behind. Rejects after {@link restoreTimeoutMs}. */
async function restored(checkout: CheckoutCopy): Promise<void> {
  const change = Promise.withResolvers<void>()
  const look = (): void => void (leftovers(checkout).length === 0 && change.resolve())
  const watcher = watch(checkout.directory, look)
  const deadline = setTimeout(() => change.reject(new Error('not restored in time')), restoreTimeoutMs)
  look()
  try {
    await change.promise
  } finally {
    clearTimeout(deadline)
    watcher.close()
  }
}
