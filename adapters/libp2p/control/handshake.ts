import type { FrameStream } from '#adapters/libp2p/frame-stream.ts'
import type { Admission } from '#adapters/libp2p/mesh-handlers.ts'
import { FormatError } from '#core/errors.ts'
import type { Link, PeerRole } from '#core/exchange/contract.ts'
import type { Hello } from '#core/exchange/message.ts'
import { decodeMessage, encodeMessage } from '#core/exchange/message.ts'

/** How a handshake ended. A `superseded` one was given up for another connection between the same peers. */
export type HandshakeOutcome =
  | { readonly type: 'admitted'; readonly hello: Hello; readonly role: PeerRole; readonly link: Link }
  | { readonly type: 'refused'; readonly by: 'us' | 'peer'; readonly reason: string }
  | { readonly type: 'superseded' }
  | { readonly type: 'closed' }

/** What the two sides of a handshake bring to it. */
export interface HandshakeParty {
  hello(): Hello
  admit(hello: Hello): Admission
  /**
   * Takes this connection as the one with this peer; false when there is another. Only one of the two sides has it,
   * so that two peers that dial each other at once agree on one connection.
   */
  readonly claim: (() => boolean) | undefined
}

/** How long both sides have from the connection to the admission. */
export const handshakeTimeoutMs = 5_000

/** The part of a reason for a refusal that the peer is told. */
const reasonBytesMax = 200

/**
 * The first frames of a control stream: each side says `hello`, then one frame that is empty when it admits the
 * other, else the reason in words. The side that claims waits for the other's hello and answers only where it claims:
 * a connection that it gives up has carried nothing but that hello, so no message is lost with it.
 * Throws {@link FormatError}, or {@link StreamSilent}.
 */
export async function shakeHands(frames: FrameStream, party: HandshakeParty): Promise<HandshakeOutcome> {
  if (party.claim === undefined && !(await sayHello(frames, party))) return { type: 'closed' }

  const greeting = await frames.read(handshakeTimeoutMs)
  if (greeting === undefined) return { type: 'closed' }
  const hello = decodeMessage(greeting.subarray())
  if (hello?.type !== 'hello') throw new FormatError('handshake', `begins with ${hello?.type ?? 'an unknown message'}`)

  if (party.claim !== undefined) {
    if (!party.claim()) return { type: 'superseded' }
    if (!(await sayHello(frames, party))) return { type: 'closed' }
  }

  const admission = party.admit(hello)
  await frames.write(encodeAdmission(admission), handshakeTimeoutMs)
  // The answer is read whatever became of our frame, and by the one who refuses too: a connection that closes at once
  // can lose the reason on its way.
  const answer = await frames.read(handshakeTimeoutMs)
  if (admission.type === 'refused') return { type: 'refused', by: 'us', reason: admission.reason }
  if (answer === undefined) return { type: 'closed' }
  if (answer.byteLength > 0) return { type: 'refused', by: 'peer', reason: decodeReason(answer.subarray()) }
  return { type: 'admitted', hello, role: admission.role, link: admission.link }
}

function sayHello(frames: FrameStream, party: HandshakeParty): Promise<boolean> {
  return frames.write(encodeMessage(party.hello()), handshakeTimeoutMs)
}

function encodeAdmission(admission: Admission): Uint8Array {
  if (admission.type === 'admitted') return new Uint8Array(0)
  const reason = new TextEncoder().encode(admission.reason === '' ? 'no reason given' : admission.reason)
  return reason.subarray(0, reasonBytesMax)
}

/** Text of a stranger, so without anything that a terminal would obey. */
function decodeReason(bytes: Uint8Array): string {
  const text = new TextDecoder().decode(bytes.subarray(0, reasonBytesMax))
  return text.replace(/[\p{C}\uFFFD]/gu, '')
}
