import assert from 'node:assert/strict'
import { appendFile, mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { UserError } from '#core/errors.ts'
import { temporaryDirectory } from '#test/conformance/temporary-directory.ts'
import { testKey } from '#test/core/metadata/vendor.ts'
import { AuditLog } from '#tracker/audit/audit-log.ts'
import { auditEntries, auditFiles, verifyAudit } from '#tracker/audit/verify-audit.ts'

const key = testKey(50)
const publicKey = Buffer.from(key.publicKey).toString('hex')

async function writtenLog(t: TestContext, count: number): Promise<string> {
  const directory = await temporaryDirectory(t)
  const log = await AuditLog.open(directory, key)
  for (let number = 1; number <= count; number++) {
    await log.append({ actor: 'ada', action: 'rollout.pause', target: `hub/${number}`, details: { number } })
  }
  await log.close()
  return directory
}

async function changeLines(directory: string, change: (lines: string[]) => readonly string[]): Promise<void> {
  const { log } = auditFiles(directory)
  const lines = (await readFile(log, 'utf8')).split('\n').slice(0, -1)
  await writeFile(
    log,
    change(lines)
      .map((line) => `${line}\n`)
      .join(''),
  )
}

test('a log that nobody touched is in order, and reads as it was written', async (t) => {
  const directory = await writtenLog(t, 5)

  const { entries, problem } = await verifyAudit(directory, publicKey)
  const targets: string[] = []
  for await (const entry of auditEntries(directory)) targets.push(entry.target)

  assert.deepEqual([entries, problem], [5, undefined])
  assert.deepEqual(targets, ['hub/1', 'hub/2', 'hub/3', 'hub/4', 'hub/5'])
})

test('a log goes on where it ended', async (t) => {
  const directory = await writtenLog(t, 2)

  const log = await AuditLog.open(directory, key)
  const entry = await log.append({ actor: 'ada', action: 'rollout.abort', target: 'hub/3', details: {} })
  await log.close()

  assert.equal(entry.sequence, 3)
  assert.equal((await verifyAudit(directory, publicKey)).problem, undefined)
})

test('entries that are appended at once stand one after the other', async (t) => {
  const directory = await temporaryDirectory(t)
  const log = await AuditLog.open(directory, key)

  await Promise.all(
    Array.from({ length: 20 }, (_, number) => {
      return log.append({ actor: 'ada', action: 'token.create', target: String(number), details: {} })
    }),
  )
  await log.close()

  assert.deepEqual((await verifyAudit(directory, publicKey)).entries, 20)
})

const tampering: readonly (readonly [string, (lines: string[]) => readonly string[], RegExp])[] = [
  ['edited', (lines) => lines.map((line) => line.replace('hub/3', 'hub/9')), /entry 3 was edited/],
  ['deleted', (lines) => lines.filter((_, index) => index !== 2), /entry 4 stands where entry 3 belongs/],
  ['moved', ([a, b, c, d, e]) => [a, c, b, d, e] as string[], /entry 3 stands where entry 2 belongs/],
  ['doubled', ([a, b, ...rest]) => [a, b, b, ...rest] as string[], /entry 2 stands where entry 3 belongs/],
  ['taken off the end', (lines) => lines.slice(0, 4), /ends with entry 4, .* reaches entry 5: the end was taken off/],
  ['all taken away', () => [], /ends with entry 0/],
  [
    'replaced by noise',
    (lines) => lines.map((line, index) => (index === 3 ? 'noise' : line)),
    /after entry 3 is no entry/,
  ],
]

for (const [what, change, problem] of tampering) {
  test(`an entry that was ${what} is named`, async (t) => {
    const directory = await writtenLog(t, 5)
    await changeLines(directory, change)

    const findings = await verifyAudit(directory, publicKey)

    assert.match(findings.problem ?? '', problem)
    await assert.rejects(AuditLog.open(directory, key), UserError)
  })
}

test('a log that was written anew by somebody without the key is found out', async (t) => {
  const directory = await temporaryDirectory(t)
  const log = await AuditLog.open(directory, testKey(51))
  await log.append({ actor: 'eve', action: 'rollout.pause', target: 'hub/1', details: {} })
  await log.close()

  const { problem } = await verifyAudit(directory, publicKey)

  assert.match(problem ?? '', /not by this tracker's/)
})

test('entries that were added behind the last one are found out', async (t) => {
  const directory = await writtenLog(t, 3)
  const before = await readFile(auditFiles(directory).checkpoint)
  const log = await AuditLog.open(directory, key)
  for (const target of ['hub/4', 'hub/5']) await log.append({ actor: 'eve', action: 'x', target, details: {} })
  await log.close()
  await writeFile(auditFiles(directory).checkpoint, before)

  const { problem } = await verifyAudit(directory, publicKey)

  assert.match(problem ?? '', /entry 4 and those after it were never signed/)
})

test('a line that a power cut left half written is taken away, and no other', async (t) => {
  const directory = await writtenLog(t, 3)
  await appendFile(auditFiles(directory).log, '{"sequence":4,"at":"2026')

  const log = await AuditLog.open(directory, key)
  const entry = await log.append({ actor: 'ada', action: 'rollout.resume', target: 'hub/4', details: {} })
  await log.close()

  assert.equal(entry.sequence, 4)
  assert.deepEqual((await verifyAudit(directory, publicKey)).problem, undefined)
})

test('an entry that a power cut kept from being acknowledged stays', async (t) => {
  const directory = await writtenLog(t, 3)
  const before = await readFile(auditFiles(directory).checkpoint)
  const log = await AuditLog.open(directory, key)
  await log.append({ actor: 'ada', action: 'rollout.resume', target: 'hub/4', details: {} })
  await log.close()
  await writeFile(auditFiles(directory).checkpoint, before)

  const reopened = await AuditLog.open(directory, key)
  await reopened.close()

  assert.equal(reopened.last?.sequence, 4)
})

test('two cuts, each between an entry and the checkpoint that counts it, leave a log that opens', async (t) => {
  const directory = await writtenLog(t, 2)
  const { checkpoint } = auditFiles(directory)

  for (const target of ['hub/3', 'hub/4', 'hub/5']) {
    const log = await AuditLog.open(directory, key)
    const before = await readFile(checkpoint)
    await log.append({ actor: 'ada', action: 'rollout.pause', target, details: {} })
    await log.close()
    await writeFile(checkpoint, before)
  }

  const { entries, problem } = await verifyAudit(directory, publicKey)
  assert.deepEqual([entries, problem], [5, undefined])
})

test('an append whose checkpoint cannot be written rejects, and the next ones leave the log in order', async (t) => {
  const directory = await writtenLog(t, 1)
  const { checkpoint } = auditFiles(directory)
  const log = await AuditLog.open(directory, key)
  const append = (target: string) => log.append({ actor: 'ada', action: 'rollout.pause', target, details: {} })
  const before = await readFile(checkpoint)
  await rm(checkpoint)
  await mkdir(join(checkpoint, 'in the way'), { recursive: true })

  for (const target of ['hub/2', 'hub/3', 'hub/4']) await assert.rejects(append(target))
  await rm(checkpoint, { recursive: true })
  await writeFile(checkpoint, before)
  const whileFailing = await verifyAudit(directory, publicKey)
  await append('hub/5')
  await log.close()

  assert.deepEqual([whileFailing.entries, whileFailing.problem], [2, undefined])
  const after = await verifyAudit(directory, publicKey)
  assert.deepEqual([after.entries, after.last?.target, after.problem], [3, 'hub/5', undefined])
})

test('a line of which a full disk took a part is taken away before the next one', async (t) => {
  const directory = await writtenLog(t, 1)
  const { checkpoint, log: path } = auditFiles(directory)
  const log = await AuditLog.open(directory, key)
  const append = (target: string) => log.append({ actor: 'ada', action: 'rollout.pause', target, details: {} })
  const before = await readFile(checkpoint)
  await rm(checkpoint)
  await mkdir(join(checkpoint, 'in the way'), { recursive: true })
  await assert.rejects(append('hub/2'))
  await rm(checkpoint, { recursive: true })
  await writeFile(checkpoint, before)
  await appendFile(path, '{"sequence":3,"at":"2026')

  await append('hub/3')
  await log.close()

  const { entries, problem } = await verifyAudit(directory, publicKey)
  assert.deepEqual([entries, problem], [3, undefined])
})
