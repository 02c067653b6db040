import assert from 'node:assert/strict'
import { test } from 'node:test'
import { temporaryDirectory } from '#test/conformance/temporary-directory.ts'
import { runMycel } from './mycel-command.ts'

/** What may be wrong with a command line, and what the message says. */
const mistakes: readonly [string, readonly RegExp[]][] = [
  ['realease build', [/unknown command 'realease'/, /Did you mean release\?/, /mycel --help/]],
  ['release bild', [/unknown command 'bild'/, /Did you mean build\?/]],
  ['node run --config node.toml --slott a', [/unknown option '--slott'/, /Did you mean --slot\?/]],
  ['node run --config node.toml --slot c', [/'--slot <slot>' argument 'c' is invalid/, /Allowed choices are a, b/]],
  ['node run', [/required option '--config <file>' not specified/]],
  ['release build --repo', [/'--repo <\w+>' argument missing/]],
  ['node run --config gone.toml', [/^mycel: cannot read the configuration: .*gone\.toml.*'mycel node provision'/]],
]

test('a wrong command line is code 1, a hint, and no stack', async (t) => {
  const directory = await temporaryDirectory(t)

  const endings = await Promise.all(mistakes.map(([words]) => runMycel({ directory }, words.split(' '))))

  for (const [index, [, patterns]] of mistakes.entries()) {
    const { exitCode, errors } = endings[index] ?? assert.fail('each command has ended')
    for (const pattern of patterns) assert.match(errors, pattern)
    assert.doesNotMatch(errors, /\n\s+at /)
    assert.equal(exitCode, 1)
  }
})

test('--debug shows where an error came from, and without it nothing does', async (t) => {
  const directory = await temporaryDirectory(t)
  const words = ['node', 'status', '--config', 'gone.toml']

  const [plain, debugged] = [await runMycel({ directory }, words), await runMycel({ directory }, ['--debug', ...words])]

  assert.doesNotMatch(plain.errors, /\n\s+at /)
  assert.match(debugged.errors, /\n\s+at /)
  assert.equal(debugged.exitCode, 1)
})
