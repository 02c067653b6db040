import assert from 'node:assert/strict'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { Command } from 'commander'
import { sha256 } from '#core/digest.ts'
import { registerCommands } from '#node/apply/commands.ts'
import { temporaryDirectory } from '#test/conformance/temporary-directory.ts'
import { newImage, oldImage, openApplyBench } from './apply-bench.ts'

test('mycel apply --json says what was done and what it took', async (t) => {
  const { written, run } = await openCommand(t)

  await run('--version', '1.1.0', '--json')

  const { image, baseImage, chunks, payloadBytes, seconds, rssPeakBytes } = JSON.parse(written.join(''))
  assert.deepEqual([image, baseImage], [sha256(newImage), sha256(oldImage)])
  assert.equal(chunks.zero, 2)
  assert.ok(payloadBytes > 0 && seconds > 0 && rssPeakBytes > 10_000_000)
})

test('a version that is none is refused before anything is read', async (t) => {
  const { run } = await openCommand(t)

  const running = run('--version', 'newest', '--json')

  await assert.rejects(running, /newest/)
})

test('a root.json that is not there is named, with where to take it from', async (t) => {
  const { run } = await openCommand(t)

  const running = run('--version', '1.1.0', '--root', join(await temporaryDirectory(t), 'none.json'), '--json')

  await assert.rejects(running, /none\.json cannot be read .*: take the one that 'mycel keys init' made/)
})

/** Runs `mycel apply` from the old image to a new one in the bench, and keeps what it prints. */
async function openCommand(t: TestContext) {
  const { directory, root, repository } = await openApplyBench(t)
  const written: string[] = []
  const run = async (...words: readonly string[]): Promise<void> => {
    const program = new Command().exitOverride()
    registerCommands(program)
    for (const command of program.commands) command.configureOutput({ writeOut: (text) => written.push(text) })
    const images = [join(directory, 'old.img'), join(directory, 'new.img')]
    const usual = ['--repo', repository, '--root', root, '--product', 'hub']
    await program.parseAsync(['apply', ...images, ...usual, ...words], { from: 'user' })
  }
  return { written, run }
}
