import assert from 'node:assert/strict'
import { closeSync, fstatSync, openSync } from 'node:fs'
import { PassThrough } from 'node:stream'
import { type TestContext, test } from 'node:test'
import { journalLines, leadsToJournal } from '#adapters/log/journal.ts'
import { Log } from '#adapters/log/log.ts'
import { readableLines } from '#adapters/log/readable-lines.ts'

/** What `read` gives back of everything that was written to `output`. */
function output(): { readonly output: PassThrough; readonly read: () => string } {
  const stream = new PassThrough()
  return { output: stream, read: () => String(stream.read() ?? '') }
}

/** A stream that says of itself that it shows colours. */
function terminal() {
  const { output: stream, read } = output()
  return { output: Object.assign(stream, { isTTY: true, getColorDepth: () => 8 }), read }
}

test('an event is one JSON object with its time, level and name', () => {
  const { output: lines, read } = output()

  new Log('info', lines).info('phase-idle', { release: '1.0.0', detail: undefined })

  const { ts, ...rest } = JSON.parse(read())
  assert.match(ts, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/)
  assert.deepEqual(rest, { level: 'info', event: 'phase-idle', release: '1.0.0' })
})

test('what is below the level is not written', () => {
  const { output: lines, read } = output()

  new Log('info', lines).debug('fetched')

  assert.equal(read(), '')
})

test('a readable line has time, event and pairs, and quotes what is not one word', () => {
  const { output: lines, read } = output()

  new Log('info', readableLines(lines)).warn('phase-failed', {
    release: '1.1.0',
    detail: 'slot "b" is full',
    empty: '',
  })

  assert.match(
    read(),
    /^\d\d:\d\d:\d\d {2}warn: phase-failed {2}release=1\.1\.0 detail="slot \\"b\\" is full" empty=""\n$/,
  )
})

test('an event without fields ends with its name', () => {
  const { output: lines, read } = output()

  new Log('info', readableLines(lines)).info('metrics')

  assert.match(read(), /^\d\d:\d\d:\d\d {2}metrics\n$/)
})

test('control characters of a peer do not reach the terminal', () => {
  const { output: lines, read } = output()

  new Log('info', readableLines(lines)).info('peer-left', { reason: '\u001b[2J\u009b1m\u202egood' })

  assert.match(read(), /reason="\\u001b\[2J\\u\{9b\}1m\\u\{202e\}good"\n$/)
})

test('lines are coloured on a terminal that shows colours, and only there', () => {
  const coloured = terminal()
  const plain = output()

  new Log('info', readableLines(coloured.output)).error('boot-gave-up')
  new Log('info', readableLines(plain.output)).error('boot-gave-up')

  assert.ok(coloured.read().includes('\u001b[31merror: boot-gave-up'))
  assert.ok(!plain.read().includes('\u001b'))
})

test('lines for the journal begin with their priority', () => {
  const { output: lines, read } = output()
  const log = new Log('debug', journalLines(lines))

  log.debug('fetched')
  log.info('phase-idle')
  log.warn('peer-banned')
  log.error('boot-gave-up')

  const priorities = read()
    .split('\n')
    .map((line) => line.slice(0, 4))
  assert.deepEqual(priorities, ['<7>{', '<6>{', '<4>{', '<3>{', ''])
})

/** A file descriptor for the time of a test. */
function openNull(t: TestContext): number {
  const descriptor = openSync('/dev/null', 'w')
  t.after(() => closeSync(descriptor))
  return descriptor
}

test('output leads to the journal when JOURNAL_STREAM names its device and inode', (t) => {
  const descriptor = openNull(t)
  const { dev, ino } = fstatSync(descriptor)

  assert.equal(leadsToJournal(descriptor, `${dev}:${ino}`), true)
  assert.equal(leadsToJournal(descriptor, `${dev}:${ino + 1}`), false)
})

test('output does not lead to the journal where the variable is not set', (t) => {
  assert.equal(leadsToJournal(openNull(t), undefined), false)
})
