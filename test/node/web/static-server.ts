/** A plain web server for a folder, with ranges, as a CDN or nginx would serve it. */
import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join, normalize } from 'node:path'
import type { TestContext } from 'node:test'
import { sha256 } from '#core/digest.ts'

/** A folder on the web. */
export interface StaticServer {
  readonly url: string
  /** The paths that were asked for, the first one first. */
  readonly paths: readonly string[]
}

/** What becomes of a file on its way: other bytes, or undefined where it is missing. */
export type Tamper = (path: string, content: Buffer) => Buffer | undefined

/** Serves a folder until the test ends. */
export async function serveFolder(
  t: TestContext,
  folder: string,
  tamper: Tamper = (_path, content) => content,
): Promise<StaticServer> {
  const paths: string[] = []
  const server = createServer((request, response) => {
    const path = normalize(new URL(request.url ?? '/', 'http://localhost').pathname)
    paths.push(path)
    readFile(join(folder, path))
      .catch(() => undefined)
      .then((file) => {
        const content = file === undefined ? undefined : tamper(path, file)
        if (content === undefined) return response.writeHead(404, { 'content-length': 0 }).end()
        const etag = `"${sha256(content)}"`
        if (request.headers['if-none-match'] === etag) return response.writeHead(304).end()
        const [, first, last] = /^bytes=(\d+)-(\d+)$/.exec(request.headers.range ?? '') ?? []
        if (first === undefined) return response.writeHead(200, { etag, 'content-length': content.length }).end(content)
        const part = content.subarray(Number(first), Number(last) + 1)
        const range = `bytes ${first}-${Number(first) + part.length - 1}/${content.length}`
        return response.writeHead(206, { 'content-range': range, 'content-length': part.length }).end(part)
      })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  t.after(() => {
    server.closeAllConnections()
    server.close()
  })
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`, paths }
}
