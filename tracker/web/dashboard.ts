import { hash } from 'node:crypto'
import { glob, readFile } from 'node:fs/promises'
import { extname, join } from 'node:path'
import { gzipSync } from 'node:zlib'
import type { FastifyInstance } from 'fastify'

/** Where the page lies: files that a browser takes as they are. */
const directory = join(import.meta.dirname, 'page')

const mediaTypes: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml',
}

/**
 * What the page may do: run its own scripts, use its own style, and ask the tracker that it came from. Nothing else is
 * fetched, framed, or made a script from text (CSP Level 3, Trusted Types).
 */
const contentSecurityPolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self'",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
].join('; ')

const pageHeaders = {
  'content-security-policy': contentSecurityPolicy,
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'cache-control': 'no-cache',
  vary: 'accept-encoding',
} as const

/** Files per minute for one address: the page has some thirty, which a browser asks for anew each time. */
const perMinuteMax = 3000

/** Serves the dashboard at `/`. The page is for anyone; what it shows it asks the API for, with the token of its reader. */
export async function addDashboard(app: FastifyInstance): Promise<void> {
  for await (const path of glob('**/*.{html,css,js,svg}', { cwd: directory })) {
    const bytes = await readFile(join(directory, path))
    addFile(app, path === 'index.html' ? '/' : `/${path}`, { bytes, mediaType: mediaTypes[extname(path)] ?? '' })
  }
}

interface PageFile {
  readonly bytes: Buffer
  readonly mediaType: string
}

function addFile(app: FastifyInstance, url: string, { bytes, mediaType }: PageFile): void {
  const tag = `"${hash('sha256', bytes).slice(0, 32)}"`
  const compressed = gzipSync(bytes)
  app.route({
    method: 'GET',
    url,
    config: { scopes: 'anyone', rateLimit: { max: perMinuteMax, timeWindow: 60_000 } },
    schema: { hide: true },
    handler: async (request, reply) => {
      reply.headers({ ...pageHeaders, etag: tag })
      if (request.headers['if-none-match'] === tag) return reply.code(304).send()
      const takesGzip = /\bgzip\b/.test(request.headers['accept-encoding'] ?? '')
      if (takesGzip) reply.header('content-encoding', 'gzip')
      return reply.type(mediaType).send(takesGzip ? compressed : bytes)
    },
  })
}
