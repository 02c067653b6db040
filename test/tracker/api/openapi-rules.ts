import { Ajv2020 } from 'ajv/dist/2020.js'

const text = { type: 'string', minLength: 1 }
const withSchema = { type: 'object', required: ['schema'] }

/** An answer with a body, of one of these media types. */
const answered = (...mediaTypes: readonly string[]) => ({
  type: 'object',
  required: ['description', 'content'],
  properties: {
    description: text,
    content: {
      type: 'object',
      minProperties: 1,
      additionalProperties: false,
      properties: Object.fromEntries(mediaTypes.map((mediaType) => [mediaType, withSchema])),
    },
  },
})

const operation = {
  type: 'object',
  required: ['operationId', 'summary', 'description', 'tags', 'security', 'responses'],
  properties: {
    operationId: { type: 'string', pattern: '^[a-z][a-zA-Z]+$' },
    summary: text,
    description: text,
    tags: { type: 'array', minItems: 1, maxItems: 1, items: text },
    // For anyone, or by a token.
    security: { enum: [[], [{ token: [] }]] },
    parameters: {
      type: 'array',
      items: {
        type: 'object',
        required: ['name', 'in', 'schema'],
        properties: { in: { enum: ['path', 'query', 'header'] } },
      },
    },
    responses: {
      type: 'object',
      required: ['4XX'],
      minProperties: 2,
      patternProperties: { '^20[01]$': answered('application/json', 'text/event-stream') },
      properties: { '4XX': answered('application/problem+json') },
      additionalProperties: false,
    },
  },
}

const rules = {
  type: 'object',
  required: ['openapi', 'info', 'servers', 'tags', 'paths', 'components'],
  properties: {
    openapi: { const: '3.1.0' },
    info: { type: 'object', required: ['title', 'version', 'description', 'license'] },
    paths: {
      type: 'object',
      minProperties: 1,
      additionalProperties: false,
      patternProperties: {
        '^/v1/[a-z0-9/{}-]+$': {
          type: 'object',
          minProperties: 1,
          additionalProperties: false,
          properties: { get: operation, post: operation, delete: operation },
        },
      },
    },
    components: {
      type: 'object',
      required: ['securitySchemes'],
      properties: { securitySchemes: { type: 'object', required: ['token'] } },
    },
  },
}

/** Where an OpenAPI document is not as clients and linters want it; empty where it is. */
export function brokenRules(document: unknown): readonly string[] {
  const ajv = new Ajv2020({ strict: false, allErrors: true })
  const isKept = ajv.compile(rules)
  if (isKept(document)) return []
  return (isKept.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`)
}

/** The schemas of a document that are no JSON Schema of draft 2020-12, which OpenAPI 3.1 means by a schema. */
export function malformedSchemas(document: unknown): readonly string[] {
  const ajv = new Ajv2020({ strict: false })
  return schemasIn(document, '').flatMap(([place, schema]) =>
    ajv.validateSchema(schema) === true ? [] : [`${place}: ${ajv.errorsText()}`],
  )
}

/** Every value that stands under the name `schema`, with its place. */
function schemasIn(value: unknown, place: string): readonly (readonly [string, object])[] {
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([name, inner]) =>
    name === 'schema' ? [[`${place}/${name}`, inner as object] as const] : schemasIn(inner, `${place}/${name}`),
  )
}
