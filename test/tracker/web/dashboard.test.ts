import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ControlRig } from '#test/tracker/api/control-rig.ts'

test('the page comes without a token, under a policy that lets it run its own files and ask its own tracker', async (t) => {
  const rig = await ControlRig.start(t)

  const response = await fetch(`${rig.url}/`)

  assert.equal(response.status, 200)
  assert.equal(response.headers.get('content-type'), 'text/html; charset=utf-8')
  assert.equal(
    response.headers.get('content-security-policy'),
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'",
  )
})

test('the page has no script, style or handler in its text', async (t) => {
  const rig = await ControlRig.start(t)

  const text = await (await fetch(`${rig.url}/`)).text()

  assert.doesNotMatch(text, /<script(?! type="module" src=)|<style| style=| on\w+=|https?:/)
})

test('a file that has not changed is not sent again', async (t) => {
  const rig = await ControlRig.start(t)
  const first = await fetch(`${rig.url}/main.js`)

  const again = await fetch(`${rig.url}/main.js`, { headers: { 'if-none-match': first.headers.get('etag') ?? '' } })

  assert.equal(again.status, 304)
  assert.equal(await again.text(), '')
})

test('who does not take gzip gets the plain file', async (t) => {
  const rig = await ControlRig.start(t)

  const [plain, small] = await Promise.all(
    ['identity', 'gzip'].map((coding) => fetch(`${rig.url}/style.css`, { headers: { 'accept-encoding': coding } })),
  )

  assert.equal(plain?.headers.get('content-encoding'), null)
  assert.equal(small?.headers.get('content-encoding'), 'gzip')
  assert.equal(await plain?.text(), await small?.text())
})

test('nothing beside the page is served', async (t) => {
  const rig = await ControlRig.start(t)

  const statuses = await Promise.all(
    ['/tsconfig.json', '/index.html', '/../dashboard.ts', '/%2e%2e/dashboard.ts', '/widgets'].map(
      async (path) => (await fetch(`${rig.url}${path}`)).status,
    ),
  )

  assert.deepEqual(statuses, [404, 404, 404, 404, 404])
})

test('the files of the page are not in the OpenAPI document', async (t) => {
  const rig = await ControlRig.start(t)

  const { body } = await rig.ask('/v1/openapi.json', { token: '' })

  assert.deepEqual(
    Object.keys(body.paths).filter((path) => !path.startsWith('/v1/')),
    [],
  )
})
