import type { IncomingMessage } from 'node:http'
import type { FetchOptions } from '#adapters/exchange/fetch-options.ts'
import { FetchProgress } from '#adapters/exchange/fetch-progress.ts'
import { messageOf } from '#core/errors.ts'
import { failureOf } from './answer-status.ts'
import { parseContentRange } from './content-range.ts'
import { HttpFailed } from './http-failed.ts'
import type { PartialFile } from './kept-prefixes.ts'
import type { Silence } from './silence.ts'

/**
 * Receives what is missing of a file from the answer to a request for just that. A server that knows no ranges may
 * send the whole file. Throws {@link HttpFailed}; what has come until then is in `file`.
 */
export async function receiveFile(
  answer: IncomingMessage,
  file: PartialFile,
  { silence, onProgress, pauseMs = () => 0 }: { readonly silence: Silence } & Omit<FetchOptions, 'signal'>,
): Promise<void> {
  requireForm(answer, file)
  if (answer.statusCode === 200) file.receivedBytes = 0
  const progress = new FetchProgress(onProgress)
  try {
    for await (const part of partsOf(answer, silence)) {
      append(file, part)
      const ms = pauseMs(part.byteLength)
      if (ms > 0) await silence.pause(ms)
      progress.at(file.receivedBytes)
    }
    requireWhole(file)
  } catch (error) {
    // What came of a fetch that fails was paid for.
    progress.tell(file.receivedBytes)
    throw error
  }
}

/** Receives a whole answer of at most `bytesMax` bytes. Throws {@link HttpFailed}. */
export async function receiveAll(answer: IncomingMessage, bytesMax: number, silence: Silence): Promise<Uint8Array> {
  const parts: Uint8Array[] = []
  let receivedBytes = 0
  for await (const part of partsOf(answer, silence)) {
    receivedBytes += part.byteLength
    if (receivedBytes > bytesMax) throw new HttpFailed('troubled', `it sends more than ${bytesMax} bytes`)
    parts.push(part)
  }
  return Buffer.concat(parts)
}

function append(file: PartialFile, part: Uint8Array): void {
  const { bytes, receivedBytes } = file
  if (part.byteLength > bytes.byteLength - receivedBytes) {
    throw new HttpFailed('troubled', `it sends more than ${bytes.byteLength} bytes`)
  }
  bytes.set(part, receivedBytes)
  file.receivedBytes += part.byteLength
}

function requireWhole({ bytes, receivedBytes }: PartialFile): void {
  if (receivedBytes === bytes.byteLength) return
  throw new HttpFailed('troubled', `it broke off after ${receivedBytes} of ${bytes.byteLength} bytes`)
}

async function* partsOf(answer: IncomingMessage, silence: Silence): AsyncIterable<Uint8Array> {
  requirePlain(answer)
  try {
    for await (const part of answer) {
      silence.heard()
      yield part
    }
  } catch (error) {
    if (silence.signal.aborted) throw silence.signal.reason
    throw new HttpFailed('troubled', messageOf(error))
  }
}

/** Throws {@link HttpFailed} unless an answer is the missing bytes of a file, or a 200 with all of it. */
function requireForm(answer: IncomingMessage, { bytes, receivedBytes }: PartialFile): void {
  const { statusCode, headers } = answer
  if (statusCode !== 200 && statusCode !== 206) throw failureOf(answer, new Date())
  const isRange = statusCode === 206
  const due = isRange ? bytes.byteLength - receivedBytes : bytes.byteLength
  const length = headers['content-length']
  // A server that knows no ranges is to say how long the file is; a range says it in another way.
  if (length === undefined ? !isRange : Number(length) !== due) {
    throw new HttpFailed('troubled', `it offers ${length ?? 'an unknown number of'} bytes where ${due} are due`)
  }
  if (!isRange) return
  const range = parseContentRange(headers['content-range'])
  const isRight =
    range?.first === receivedBytes &&
    range.last === bytes.byteLength - 1 &&
    (range.totalBytes ?? bytes.byteLength) === bytes.byteLength
  if (isRight) return
  const asked = `bytes ${receivedBytes}-${bytes.byteLength - 1}/${bytes.byteLength}`
  throw new HttpFailed('troubled', `it sends ${headers['content-range'] ?? 'no range'} where ${asked} is due`)
}

/** Addresses name the bytes that travel: an answer that was packed on its way is not understood. */
function requirePlain({ headers }: IncomingMessage): void {
  const encoding = headers['content-encoding'] ?? 'identity'
  if (encoding !== 'identity') throw new HttpFailed('troubled', `it sends its files as ${encoding}`)
}
