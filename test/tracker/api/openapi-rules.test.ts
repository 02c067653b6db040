import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ControlRig } from '#test/tracker/api/control-rig.ts'
import { brokenRules, malformedSchemas } from './openapi-rules.ts'

// By hand: `npx @redocly/cli lint` of /v1/openapi.json finds nothing either.
test('the OpenAPI document keeps the rules of a linter, operation by operation', async (t) => {
  const rig = await ControlRig.start(t, '1.0.0')

  const { body } = await rig.ask('/v1/openapi.json', { token: '' })

  assert.deepEqual(brokenRules(body), [])
  assert.deepEqual(malformedSchemas(body), [])
})

test('an operation without a problem document among its answers, and one without security, are found', async (t) => {
  const rig = await ControlRig.start(t, '1.0.0')
  const { body } = await rig.ask('/v1/openapi.json', { token: '' })
  delete body.paths['/v1/status'].get.responses['4XX']
  delete body.paths['/v1/sites'].get.security
  body.paths['/v1/releases'].get.responses['200'].content['application/json'].schema = { type: 'thing' }

  const [broken, malformed] = [brokenRules(body), malformedSchemas(body)]

  assert.ok(broken.some((rule) => rule.startsWith('/paths/~1v1~1status/get/responses')))
  assert.ok(broken.some((rule) => rule.startsWith('/paths/~1v1~1sites/get ')))
  assert.equal(malformed.length, 1)
})
