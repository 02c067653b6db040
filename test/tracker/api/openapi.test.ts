import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { ReportEvent } from '#core/report/report.ts'
import { ControlRig, orderOfAll } from '#test/tracker/api/control-rig.ts'
import { reporter } from '#test/tracker/fleet/reporters.ts'
import { schemaProblems } from '#tracker/api/frame/validate.ts'

const confirmed: ReportEvent = {
  type: 'confirmed',
  version: '1.1.0',
  rollout: 'spring',
  from: '1.0.0',
  downtimeMs: 3000,
  traffic: { wanBytes: 1000, lanBytes: 9000 },
}

test('the document is OpenAPI 3.1, and says of every operation what a client and a linter want', async (t) => {
  const rig = await ControlRig.start(t, '1.0.0')

  const { body } = await rig.ask('/v1/openapi.json', { token: '' })

  assert.equal(body.openapi, '3.1.0')
  assert.ok(body.info.license && body.servers.length === 1)
  const tags = body.tags.map(({ name }: { name: string }) => name)
  // biome-ignore lint/suspicious/noExplicitAny: a document from outside.
  const operations: any[] = Object.values(body.paths).flatMap((methods) => Object.values(methods as object))
  const ids = operations.map(({ operationId }) => operationId)
  assert.equal(new Set(ids).size, ids.length)
  for (const { operationId, summary, description, tags: own, responses, security } of operations) {
    assert.ok(operationId && summary && description && security, operationId)
    assert.ok(tags.includes(own[0]), operationId)
    assert.ok(Object.keys(responses).some((status) => status.startsWith('2')) && '4XX' in responses, operationId)
  }
})

test('what the API answers is as the document says', async (t) => {
  const rig = await ControlRig.start(t, '1.0.0', '1.1.0')
  await rig.ask('/v1/rollouts', { body: orderOfAll })
  await rig.report(1, confirmed, { ring: 'beta' })
  await rig.ask('/v1/annotations', { body: { text: 'a ticket', rollout: 'spring' } })
  await rig.token('read')
  const { body: document } = await rig.ask('/v1/openapi.json')

  const wrong: string[] = []
  for (const [path, { get }] of Object.entries<{ get?: Documented }>(document.paths)) {
    const schema = get?.responses['200']?.content['application/json']?.schema
    if (schema === undefined) continue
    const id = path.startsWith('/v1/fleet') ? reporter(1).peer : 'spring'
    const { status, body } = await rig.ask(path.replace('{id}', id))
    const problems = schemaProblems(schema, body).map(({ instancePath, message }) => `${instancePath} ${message}`)
    if (status !== 200 || problems.length > 0) wrong.push(`${path}: ${status} ${problems.join(', ')}`)
  }

  assert.deepEqual(wrong, [])
})

interface Documented {
  readonly responses: Readonly<
    Record<string, { readonly content: Readonly<Record<string, { readonly schema: object }>> }>
  >
}
