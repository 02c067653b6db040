import assert from 'node:assert/strict'
import { chmod, mkdir, readdir, readFile, symlink, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { Log } from '#adapters/log/log.ts'
import { HealthChecks, type HealthChecksInit } from '#node/health/health-checks.ts'
import { temporaryDirectory } from '#test/conformance/temporary-directory.ts'

/** Checks of these names and shell scripts, in a folder of their own. */
async function checksOf(
  t: TestContext,
  scripts: Readonly<Record<string, string>>,
  parts: Partial<HealthChecksInit> = {},
): Promise<{ readonly checks: HealthChecks; readonly directory: string }> {
  const directory = join(await temporaryDirectory(t), 'health.d')
  await mkdir(directory)
  for (const [name, script] of Object.entries(scripts)) {
    await writeFile(join(directory, name), name.endsWith('.http') ? script : `#!/bin/sh\n${script}\n`)
    await chmod(join(directory, name), 0o755)
  }
  const checks = new HealthChecks({
    directory,
    urls: [],
    timeoutMs: 10_000,
    retries: 0,
    retryAfterMs: 1,
    version: '1.1.0',
    slot: 'b',
    log: Log.toStandardOutput('silent'),
    ...parts,
  })
  return { checks, directory }
}

/** A server on loopback that answers with this status. */
async function serverWith(t: TestContext, status: number): Promise<string> {
  const server = createServer((_, answer) => answer.writeHead(status).end('x'))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  t.after(() => server.close())
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/health`
}

/** Asks again and again until something is so. */
async function until(isSo: () => Promise<boolean>): Promise<void> {
  const endsAt = performance.now() + 10_000
  while (!(await isSo())) assert.ok(performance.now() < endsAt, 'it is so in time')
}

test('a device without a folder of checks is healthy', async (t) => {
  const { checks } = await checksOf(t, {}, { directory: '/nowhere/health.d' })

  assert.equal(await checks.trial(), undefined)
  assert.deepEqual(await checks.measure(), { gauges: {}, crash: undefined })
})

test('checks run in the order of their names, and are told what they check', async (t) => {
  const note = 'echo "$(basename "$0") $MYCEL_VERSION $MYCEL_SLOT $MYCEL_TRIAL" >> "$(dirname "$0")/notes"'
  const { checks, directory } = await checksOf(t, { '20-b': note, '10-a': note, '.hidden': 'exit 1' })

  await checks.trial()
  await checks.measure()

  const notes = (await readFile(join(directory, 'notes'), 'utf8')).trim().split('\n')
  assert.deepEqual(notes, ['10-a 1.1.0 b 1', '20-b 1.1.0 b 1', '10-a 1.1.0 b 0', '20-b 1.1.0 b 0'])
})

test('the secrets in the environment of the node are not shown to checks', async (t) => {
  process.env['MYCEL_TEST_SECRET'] = 'hush'
  t.after(() => {
    delete process.env['MYCEL_TEST_SECRET']
  })
  const { checks } = await checksOf(t, { check: 'test -z "$MYCEL_TEST_SECRET"' })

  assert.equal(await checks.trial(), undefined)
})

const failing: Readonly<Record<string, readonly [string, RegExp]>> = {
  'that ends with another code than 0': [
    'echo "the display stays dark" >&2; exit 7',
    /exit code 7, the display stays dark/,
  ],
  'that is killed': ['kill -9 $$', /killed by SIGKILL/],
  'that hangs': ['sleep 60', /did not end within 0.3 s/],
  'that floods its output': ['yes', /wrote more than 4096 bytes/],
  'that floods its errors': ['yes >&2', /wrote more than 4096 bytes/],
  'that ignores to be ended': ['trap "" TERM INT HUP; while :; do :; done', /did not end within 0.3 s/],
}
for (const [what, [script, reason]] of Object.entries(failing)) {
  test(`a trial with a check ${what} fails`, async (t) => {
    const { checks } = await checksOf(t, { '10-good': 'exit 0', '20-bad': script }, { timeoutMs: 300 })

    const problem = await checks.trial()

    assert.match(problem ?? '', /^the health check 20-bad failed: /)
    assert.match(problem ?? '', reason)
  })
}

test('what a check leaves running is ended with it', async (t) => {
  const { checks, directory } = await checksOf(t, { check: 'sleep 60 & echo $! > "$(dirname "$0")/child"; exit 0' })

  assert.equal(await checks.trial(), undefined)

  const child = Number(await readFile(join(directory, 'child'), 'utf8'))
  await until(async () => {
    const state = await readFile(`/proc/${child}/stat`, 'utf8').catch(() => 'gone')
    return state === 'gone' || / Z /.test(state)
  })
})

test('a check that fails at first and then succeeds is good', async (t) => {
  const script = 'test -e "$(dirname "$0")/tried" || { touch "$(dirname "$0")/tried"; exit 1; }'
  const { checks } = await checksOf(t, { check: script }, { retries: 1 })

  assert.equal(await checks.trial(), undefined)
})

test('a check that everybody may write to is not run', async (t) => {
  const { checks, directory } = await checksOf(t, { check: 'exit 0' })
  await chmod(join(directory, 'check'), 0o757)

  assert.match((await checks.trial()) ?? '', /everybody may write to/)
})

test('no check is run from a folder that everybody may write to', async (t) => {
  const { checks, directory } = await checksOf(t, { check: 'exit 0' })
  await chmod(directory, 0o777)

  assert.match((await checks.trial()) ?? '', /everybody may write to/)
})

test('files that are no checks are left alone', async (t) => {
  const { checks, directory } = await checksOf(t, { README: 'exit 1' })
  await chmod(join(directory, 'README'), 0o644)
  await symlink('/nowhere', join(directory, 'broken-link'))

  assert.equal(await checks.trial(), undefined)
})

test('more checks than a device may have fail the trial', async (t) => {
  const scripts = Object.fromEntries(Array.from({ length: 33 }, (_, index) => [`check-${index}`, 'exit 0']))
  const { checks } = await checksOf(t, scripts)

  assert.match((await checks.trial()) ?? '', /33 checks, at most 32/)
})

test('a check does not outlive the node', async (t) => {
  const { checks, directory } = await checksOf(t, { check: 'echo $$ > "$(dirname "$0")/pid"; sleep 60' })
  const trial = checks.trial()
  await until(async () => (await readdir(directory)).includes('pid'))

  checks.stop()

  assert.match((await trial) ?? '', /the node ends/)
})

test('a URL has to answer with success', async (t) => {
  const [good, bad] = [await serverWith(t, 204), await serverWith(t, 503)]
  const closed = 'http://127.0.0.1:1/'

  const trialOf = async (file: string, urls: readonly string[] = []) =>
    (await checksOf(t, { 'app.http': file }, { urls })).checks.trial()

  assert.equal(await trialOf(`# the app\n${good}\n\n`, [good]), undefined)
  assert.match((await trialOf(`${good}\n${bad}`)) ?? '', /app.http failed: .*status 503/)
  assert.match((await trialOf('', [closed])) ?? '', /\[health\] http failed: .*cannot be asked/)
  assert.match((await trialOf('ftp://example.com/')) ?? '', /is no URL/)
})

test('a URL that never answers fails the trial', async (t) => {
  const server = createServer(() => undefined)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  t.after(() => server.closeAllConnections())
  t.after(() => server.close())
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`
  const { checks } = await checksOf(t, {}, { urls: [url], timeoutMs: 100 })

  assert.match((await checks.trial()) ?? '', /does not answer within 0.1 s/)
})

test('what checks measure are gauges, as far as it is well-formed', async (t) => {
  const { checks } = await checksOf(t, {
    '10-load': 'printf "gauge load 0.5\\ngauge Bad 1\\ngauge worse\\ngauge none NaN\\nhello\\n"',
    '20-bad': 'echo "gauge lost 1"; exit 1',
    '30-load': 'echo "gauge throughput -3e2"',
  })

  assert.deepEqual(await checks.measure(), { gauges: { load: 0.5, throughput: -300 }, crash: undefined })
})

test('a check that ends with 3 says that the device crashed', async (t) => {
  const { checks } = await checksOf(t, { app: 'echo "restarted by the watchdog"; exit 3' })

  assert.equal((await checks.measure()).crash, 'app: exit code 3, restarted by the watchdog')
  assert.match((await checks.trial()) ?? '', /exit code 3/)
})

test('more gauges than a report carries are left out', async (t) => {
  const { checks } = await checksOf(t, { many: 'i=0; while [ $i -lt 40 ]; do echo "gauge g$i $i"; i=$((i+1)); done' })

  assert.equal(Object.keys((await checks.measure()).gauges).length, 32)
})
