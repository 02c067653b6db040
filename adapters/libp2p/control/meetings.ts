import type { Connection, Stream } from '@libp2p/interface'
import type { MeshHandlers } from '#adapters/libp2p/mesh-handlers.ts'
import { peerNameOf } from '#adapters/libp2p/peer-name.ts'
import type { Session } from '#adapters/libp2p/session.ts'
import { check } from '#core/check.ts'
import type { PeerName } from '#core/exchange/contract.ts'
import type { Admitted, MeetingOutcome } from './meeting.ts'
import { Meeting } from './meeting.ts'

/** What meetings need of the mesh. */
export interface MeetingsInit {
  readonly self: PeerName
  readonly handlers: Pick<MeshHandlers, 'hello' | 'admit' | 'notice'>
  readonly sessions: ReadonlyMap<PeerName, Session>
  /** Whether a session is to go on over another connection that this side dials. */
  readonly isReplaced: (peer: PeerName) => boolean
  /** A peer was admitted by both sides: from here the connection belongs to the mesh. */
  readonly admitted: (connection: Connection, admitted: Admitted) => void
}

/** Connections that are not admitted yet; the next inbound ones are closed at once. */
const meetingsMax = 64

/** Two peers that dial each other meet twice within this time. A later connection means that the peer lost this one. */
const duplicateWindowMs = 2_000

/** How long a refused peer has to read why. */
const closeTimeoutMs = 1_000

/** All connections on their way to an admission. Of several with one peer, the side with the lower name chooses one. */
export class Meetings {
  readonly #init: MeetingsInit
  readonly #running = new Map<Connection, Meeting>()
  /** Kept as long as the connection, for those who dialled it. */
  readonly #outcomes = new WeakMap<Connection, Promise<MeetingOutcome>>()
  /** The connection that this side has chosen for a peer, until the peer is admitted over it or turned away. */
  readonly #claimed = new Map<PeerName, Connection>()

  constructor(init: MeetingsInit) {
    this.#init = init
  }

  /** Begins with a connection that was just encrypted. */
  open(connection: Connection): void {
    if (connection.direction === 'inbound' && this.#running.size >= meetingsMax) {
      this.#outcomes.set(connection, Promise.resolve({ type: 'closed' }))
      connection.abort(new Error('too many connections at once'))
      return
    }
    const meeting = new Meeting(connection)
    this.#running.set(connection, meeting)
    const outcome = this.#meet(meeting).finally(() => this.#running.delete(connection))
    this.#outcomes.set(connection, outcome)
  }

  /** Takes a control stream that the peer opened. */
  accept(stream: Stream, connection: Connection): void {
    const meeting = this.#running.get(connection)
    if (meeting === undefined) stream.abort(new Error('the handshake is over'))
    else meeting.accept(stream)
  }

  /** Waits until the peer of a connection is admitted, over this or another one; if it is not, returns why. */
  async refusal(connection: Connection): Promise<string | undefined> {
    const outcome = await this.#outcomes.get(connection)
    check(outcome !== undefined, 'every connection has an outcome')
    if (outcome.type === 'admitted') return undefined

    const peer = peerNameOf(connection.remotePeer)
    await Promise.all(this.#runningWith(peer).map((other) => this.#outcomes.get(other)))
    return this.#init.sessions.has(peer) ? undefined : describe(outcome)
  }

  /** Gives up all meetings with a peer. */
  abort(peer: PeerName, reason: string): void {
    for (const connection of this.#runningWith(peer)) connection.abort(new Error(reason))
  }

  #runningWith(peer: PeerName): Connection[] {
    return [...this.#running.keys()].filter(({ remotePeer }) => peerNameOf(remotePeer) === peer)
  }

  async #meet(meeting: Meeting): Promise<MeetingOutcome> {
    const { connection } = meeting
    const peer = peerNameOf(connection.remotePeer)
    const outcome = await this.#hold(meeting)
    if (outcome.type === 'admitted') this.#init.admitted(connection, outcome)
    // Not earlier: from here only the session keeps a second connection out.
    if (this.#claimed.get(peer) === connection) this.#claimed.delete(peer)
    if (outcome.type !== 'admitted') await this.#turnAway(connection, outcome)
    return outcome
  }

  async #hold(meeting: Meeting): Promise<MeetingOutcome> {
    const { self, handlers, sessions, isReplaced } = this.#init
    const { connection } = meeting
    const peer = peerNameOf(connection.remotePeer)
    if (connection.direction === 'outbound' && sessions.has(peer) && !isReplaced(peer)) return { type: 'superseded' }

    return meeting.hold({
      hello: () => handlers.hello(),
      admit: (hello) => handlers.admit(peer, hello, connection.remoteAddr.toString()),
      claim: self < peer ? () => this.#claim(peer, connection) : undefined,
    })
  }

  #claim(peer: PeerName, connection: Connection): boolean {
    const session = this.#init.isReplaced(peer) ? undefined : this.#init.sessions.get(peer)
    if (this.#claimed.has(peer) || (session !== undefined && session.ageMs < duplicateWindowMs)) return false
    session?.close('the peer connected anew')
    this.#claimed.set(peer, connection)
    return true
  }

  /** Says why, and closes gently so that a reason on its way arrives. */
  async #turnAway(connection: Connection, outcome: Exclude<MeetingOutcome, Admitted>): Promise<void> {
    const peer = peerNameOf(connection.remotePeer)
    if (outcome.type === 'refused') this.#init.handlers.notice({ peer, ...outcome })
    if (outcome.type === 'broken') {
      this.#init.handlers.notice({ type: 'protocol-error', peer, reason: outcome.reason })
    }
    const closing = connection.close({ signal: AbortSignal.timeout(closeTimeoutMs) })
    await closing.catch(() => connection.abort(new Error(outcome.type)))
  }
}

function describe(outcome: Exclude<MeetingOutcome, Admitted>): string {
  switch (outcome.type) {
    case 'refused':
      return `${outcome.by === 'us' ? 'refused by this node' : 'refused by the peer'}: ${outcome.reason}`
    case 'broken':
      return outcome.reason
    case 'superseded':
    case 'closed':
      return 'the peer closed the connection before it said why'
  }
}
