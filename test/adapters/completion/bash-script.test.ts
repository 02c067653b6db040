import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { test } from 'node:test'
import { Command } from 'commander'
import { bashScript } from '#adapters/completion/bash-script.ts'

test('the first word completes to the commands that begin like it', () => {
  assert.deepEqual(complete('de'), ['demo'])
  assert.deepEqual(complete(''), ['demo', 'node', 'help'])
})

test('a word after a command completes to its commands', () => {
  assert.deepEqual(complete('node', 'r'), ['run', 'reboot'])
})

test('a word after options and their values completes as without them', () => {
  assert.deepEqual(complete('--debug', 'node', 'r'), ['run', 'reboot'])
  assert.deepEqual(complete('node', 'run', '--config', 'node.toml', '--s'), ['--slot'])
})

test('a word that begins with a dash completes to the options of its command', () => {
  assert.deepEqual(complete('node', 'run', '-'), ['--config', '--slot', '--help'])
})

test('where a file may stand no word is offered, so that bash completes file names', () => {
  assert.deepEqual(complete('node', 'run', '--config', ''), [])
})

/** What bash offers for the last of these words after `mycel`. */
function complete(...words: readonly string[]): readonly string[] {
  const program = new Command('mycel').option('--debug', 'say more')
  program.command('demo')
  const node = program.command('node')
  node.command('run').option('--config <file>', 'a file').option('--slot <slot>', 'a slot')
  node.command('reboot')
  const typed = ['mycel', ...words].map((word) => `'${word}'`).join(' ')
  const lines = [bashScript(program), `COMP_WORDS=(${typed})`, `COMP_CWORD=${words.length}`, '_mycel']
  const print = `printf '%s\\n' "\${COMPREPLY[@]}"`
  const { stdout, stderr } = spawnSync('bash', ['-eu', '-c', [...lines, print].join('\n')], { encoding: 'utf8' })
  assert.equal(stderr, '')
  return stdout.split('\n').filter((word) => word !== '')
}
