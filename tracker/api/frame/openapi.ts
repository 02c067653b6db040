import type { FastifyDynamicSwaggerOptions } from '@fastify/swagger'

/** What stands above the routes in the OpenAPI document. */
export const openApiHead: FastifyDynamicSwaggerOptions = {
  openapi: {
    openapi: '3.1.0',
    info: {
      title: 'mycel tracker',
      description:
        'Shows a fleet and its releases, and rolls releases out. Errors are problem documents (RFC 9457); lists are paged by cursor; a POST may come with an Idempotency-Key.',
      version: '1',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: '/', description: 'The tracker that serves this document' }],
    tags: [
      { name: 'tracker', description: 'The tracker, and what it publishes' },
      { name: 'fleet', description: 'Devices and their reports' },
      { name: 'rollouts', description: 'Who may take a release when' },
      { name: 'administration', description: 'Tokens, the audit log, notes' },
    ],
    components: {
      securitySchemes: {
        token: { type: 'http', scheme: 'bearer', description: 'Made by `mycel tracker token create`' },
      },
    },
  },
}
