import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { test } from 'node:test'
import { smallMemoryFlags } from '#adapters/memory/small-memory.ts'
import { temporaryDirectory } from '#test/conformance/temporary-directory.ts'

const small = resolve(import.meta.dirname, '../../../adapters/memory/small-memory.ts')

test('a program starts anew in its own process with the settings of small memory, once, and keeps its words', async (t) => {
  const entry = join(await temporaryDirectory(t), 'entry.mjs')
  await writeFile(
    entry,
    `import { restartInSmallMemory } from ${JSON.stringify(small)}
    restartInSmallMemory()
    const { execArgv, argv, env, ppid } = process
    console.log(JSON.stringify({ execArgv, words: argv.slice(2), arenas: env.MALLOC_ARENA_MAX, trim: env.MALLOC_TRIM_THRESHOLD_, ppid }))`,
  )

  const env = { ...process.env, MALLOC_ARENA_MAX: '3' }
  const output = execFileSync(process.execPath, ['--no-warnings', entry, 'apply', '--json'], { env, encoding: 'utf8' })

  assert.deepEqual(JSON.parse(output), {
    execArgv: [...smallMemoryFlags, '--no-warnings'],
    words: ['apply', '--json'],
    arenas: '3',
    trim: '131072',
    ppid: process.pid,
  })
})
