import type { Connection, Stream } from '@libp2p/interface'
import { FrameStream, StreamSilent } from '#adapters/libp2p/frame-stream.ts'
import { controlProtocol } from '#adapters/libp2p/protocols.ts'
import { FormatError } from '#core/errors.ts'
import { messageBytesMax } from '#core/exchange/message.ts'
import type { HandshakeOutcome, HandshakeParty } from './handshake.ts'
import { handshakeTimeoutMs, shakeHands } from './handshake.ts'

/** An admitted peer, with the control stream that goes on. */
export type Admitted = Extract<HandshakeOutcome, { readonly type: 'admitted' }> & { readonly frames: FrameStream }

/** How the meeting on one connection ended: as its handshake did, or with a peer that broke the protocol. */
export type MeetingOutcome =
  | Admitted
  | Exclude<HandshakeOutcome, { readonly type: 'admitted' }>
  | { readonly type: 'broken'; readonly reason: string }

/** Unread bytes of a control stream; one message is at most 128 KiB. */
const unreadBytesMax = 1024 * 1024

/** What can happen to a connection between its opening and the admission, bounded in time. */
export class Meeting {
  readonly connection: Connection
  readonly #stream = Promise.withResolvers<Stream | undefined>()
  #hasStream = false
  #isLate = false

  constructor(connection: Connection) {
    this.connection = connection
    connection.addEventListener('close', () => this.#stream.resolve(undefined), { once: true })
  }

  /** Takes the control stream of the side that dialled; a second one is reset. */
  accept(stream: Stream): void {
    if (this.#hasStream) stream.abort(new Error('there is a control stream already'))
    this.#hasStream = true
    this.#stream.resolve(stream)
  }

  /** Shakes hands. Ends within {@link handshakeTimeoutMs}; the connection is the caller's to close. */
  async hold(party: HandshakeParty): Promise<MeetingOutcome> {
    const deadline = setTimeout(() => this.#giveUp(), handshakeTimeoutMs)
    try {
      const stream = await this.#controlStream()
      if (stream === undefined) return this.#closed()
      const frames = new FrameStream(stream, { frameBytesMax: messageBytesMax, unreadBytesMax })
      const outcome = await shakeHands(frames, party)
      if (outcome.type === 'closed') return this.#closed()
      return outcome.type === 'admitted' ? { ...outcome, frames } : outcome
    } catch (error) {
      if (error instanceof FormatError || error instanceof StreamSilent)
        return { type: 'broken', reason: error.message }
      throw error
    } finally {
      clearTimeout(deadline)
    }
  }

  async #controlStream(): Promise<Stream | undefined> {
    if (this.connection.direction === 'inbound') return this.#stream.promise
    // Fails when the connection closes, or when the peer does not speak the protocol.
    return this.connection.newStream(controlProtocol).catch(() => undefined)
  }

  #giveUp(): void {
    this.#isLate = true
    this.connection.abort(new Error('the handshake takes too long'))
  }

  #closed(): MeetingOutcome {
    if (!this.#isLate) return { type: 'closed' }
    return { type: 'broken', reason: `the handshake did not end within ${handshakeTimeoutMs / 1000} s` }
  }
}
