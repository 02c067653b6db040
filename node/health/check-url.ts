import { get as plainGet } from 'node:http'
import { get as secureGet } from 'node:https'

/** Asks a URL by GET. Resolves with what is wrong: anything but an answer with a 2xx status within the time. */
export function checkUrl(url: string, timeoutMs: number): Promise<string | undefined> {
  return new Promise((resolve) => {
    const get = url.startsWith('https:') ? secureGet : plainGet
    const request = get(url, { agent: false, signal: AbortSignal.timeout(timeoutMs) }, ({ statusCode = 0 }) => {
      resolve(statusCode >= 200 && statusCode < 300 ? undefined : `it answers with status ${statusCode}`)
      request.destroy()
    })
    request.on('error', (error) => {
      const isLate = error.name === 'AbortError' || error.name === 'TimeoutError'
      resolve(isLate ? `it does not answer within ${timeoutMs / 1000} s` : `it cannot be asked: ${error.message}`)
    })
  })
}
