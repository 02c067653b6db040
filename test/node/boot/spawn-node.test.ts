import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import type { TestContext } from 'node:test'
import { test } from 'node:test'
import { nodeSpawner } from '#node/boot/spawn-node.ts'
import { temporaryDirectory } from '#test/conformance/temporary-directory.ts'

/** A program in the place of `mycel`. */
async function entryOf(t: TestContext, program: string): Promise<string> {
  const entry = join(await temporaryDirectory(t), 'entry.mjs')
  await writeFile(entry, program)
  return entry
}

test('the node is told its slot and its configuration', async (t) => {
  const expected = ['node', 'run', '--config', '/etc/mycel/node.toml', '--slot', 'b']
  const entry = await entryOf(t, `process.exit(process.argv.slice(2).join() === '${expected.join()}' ? 4 : 1)`)

  const end = await nodeSpawner({ entry, config: '/etc/mycel/node.toml' })('b')

  assert.deepEqual(end, { type: 'exited', code: 4 })
})

test('a verbose supervisor starts a verbose node', async (t) => {
  const entry = await entryOf(t, `process.exit(process.argv.at(-1) === '--verbose' ? 4 : 1)`)

  const end = await nodeSpawner({ entry, config: 'node.toml', verbose: true })('b')

  assert.deepEqual(end, { type: 'exited', code: 4 })
})

test('a node that a signal kills is told from one that exits', async (t) => {
  const entry = await entryOf(t, `process.kill(process.pid, 'SIGKILL')`)

  const end = await nodeSpawner({ entry, config: 'node.toml' })('a')

  assert.deepEqual(end, { type: 'killed', signal: 'SIGKILL' })
})

for (const signal of ['SIGTERM', 'SIGINT'] as const) {
  test(`${signal} reaches the node as SIGTERM, and its answer is the end`, { timeout: 20_000 }, async (t) => {
    const node = `process.on('SIGTERM', () => process.exit(3)); setInterval(() => {}, 1000); console.log('ready')`
    const entry = await entryOf(t, node)
    const spawner = JSON.stringify(resolve(import.meta.dirname, '../../../node/boot/spawn-node.ts'))
    const supervisor = `
      import { nodeSpawner } from ${spawner}
      const end = await nodeSpawner({ entry: ${JSON.stringify(entry)}, config: 'node.toml' })('a')
      console.log(JSON.stringify(end))`
    const child = spawn(process.execPath, [await entryOf(t, supervisor)], { stdio: ['ignore', 'pipe', 'inherit'] })
    t.after(() => child.kill('SIGKILL'))
    let output = ''
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      if (output === '') child.kill(signal)
      output += text
    })

    await once(child, 'close')

    assert.equal(output, 'ready\n{"type":"stopped","exitCode":3}\n')
  })
}
