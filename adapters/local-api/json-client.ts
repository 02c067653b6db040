import { request } from 'node:http'
import { UserError } from '#core/errors.ts'

/** How long a running process may take to answer. */
const answerTimeoutMs = 10_000

/** The answer of a process on this machine. */
export interface JsonReply {
  readonly status: number
  readonly body: unknown
}

/** Calls the process that listens at a Unix socket. Resolves with undefined when none does. */
export function callJson(path: string, route: string, body?: object): Promise<JsonReply | undefined> {
  const [method, url] = route.split(' ')
  return new Promise((resolve, reject) => {
    const sent = request({ socketPath: path, path: url, method, timeout: answerTimeoutMs }, (response) => {
      const parts: Buffer[] = []
      response.on('data', (part: Buffer) => parts.push(part))
      response.on('error', reject)
      response.on('end', () => {
        try {
          resolve({ status: response.statusCode ?? 500, body: JSON.parse(Buffer.concat(parts).toString('utf8')) })
        } catch (cause) {
          reject(new UserError(`what listens at ${path} does not answer in JSON: stop that program`, { cause }))
        }
      })
    })
    sent.on('timeout', () => sent.destroy(new UserError(`the process at ${path} does not answer: look at its log`)))
    sent.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT' || error.code === 'ECONNREFUSED') resolve(undefined)
      else reject(error)
    })
    sent.end(body === undefined ? undefined : JSON.stringify(body))
  })
}
