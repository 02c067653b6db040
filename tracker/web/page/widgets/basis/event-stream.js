import { call } from './api.js'

/** How long to wait before the stream is asked for again, in ms: it doubles from the first to the last. */
const retryMs = { first: 1000, last: 30_000 }

/** @typedef {{ readonly id: string, readonly type: string, readonly data: string }} StreamEvent */

/**
 * Follows Server-Sent Events (HTML §9.2) until `signal` ends it; a stream that breaks goes on behind its last event.
 * The browser's own `EventSource` cannot send a token.
 *
 * @param {string} path
 * @param {object} init
 * @param {string} init.after the last event that is known
 * @param {AbortSignal} init.signal
 * @param {(event: StreamEvent) => void} init.onEvent
 */
export async function follow(path, { after, signal, onEvent }) {
  let last = after
  let waitMs = retryMs.first
  while (!signal.aborted) {
    try {
      const response = await call(path, { signal, headers: { 'last-event-id': last, accept: 'text/event-stream' } })
      waitMs = retryMs.first
      for await (const event of eventsIn(response)) {
        if (event.id !== '') last = event.id
        onEvent(event)
      }
    } catch {
      // Whether the tracker answers is told by the requests of the view.
    }
    await pause(waitMs, signal)
    waitMs = Math.min(waitMs * 2, retryMs.last)
  }
}

/** @param {Response} response */
async function* eventsIn(response) {
  if (response.body === null) return
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader()
  let waiting = ''
  for (;;) {
    const { done, value } = await reader.read()
    if (done) return
    const blocks = (waiting + value).split('\n\n')
    waiting = blocks.pop() ?? ''
    for (const block of blocks) if (block.includes('data:')) yield eventOf(block)
  }
}

/**
 * @param {string} block
 * @returns {StreamEvent}
 */
function eventOf(block) {
  const fields = { id: '', event: 'message', data: '' }
  for (const line of block.split('\n')) {
    const [, name, value] = /^(id|event|data): ?(.*)$/.exec(line) ?? []
    if (name === 'id' || name === 'event' || name === 'data') fields[name] = value ?? ''
  }
  return { id: fields.id, type: fields.event, data: fields.data }
}

/**
 * @param {number} ms
 * @param {AbortSignal} signal
 */
function pause(ms, signal) {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms)
    signal.addEventListener('abort', () => {
      clearTimeout(timer)
      resolve(undefined)
    })
  })
}
