import type { Address } from '#core/address.ts'
import type { Link, PeerName, PeerRole, Refusal } from '#core/exchange/contract.ts'
import type { Hello, Message } from '#core/exchange/message.ts'

/**
 * What the mesh asks of the node that it belongs to, and tells it. `left` and `notice` may come while the node calls
 * `send`, `drop`, `ban` or `stop`; the others never come inside a call. They may come before `Mesh.start` resolves.
 */
export interface MeshHandlers {
  /** What this node says first, to each peer anew. */
  hello(): Hello
  /** Decides on a peer from what it says first; its name is authenticated. */
  admit(peer: PeerName, hello: Hello, remoteAddress: string): Admission
  /** A peer was admitted by us and has admitted us. Ends in exactly one `left`. */
  joined(peer: JoinedPeer): void
  left(peer: PeerName, reason: string): void
  /** Everything that a joined peer says, but its hello and its answers to `Mesh.metadata`. */
  message(peer: PeerName, message: Message): void
  /** A joined peer asks for bytes: call one method of `responder`, once. */
  request(peer: PeerName, address: Address, responder: Responder): void
  /** What a person who runs the node may want to read. */
  notice(notice: MeshNotice): void
}

/** Whether a peer may stay. `reason` is told to the peer, at most 200 bytes of it. */
export type Admission =
  | { readonly type: 'admitted'; readonly role: PeerRole; readonly link: Link }
  | { readonly type: 'refused'; readonly reason: string }

/** A peer as it was when it joined. */
export interface JoinedPeer {
  readonly peer: PeerName
  readonly role: PeerRole
  readonly link: Link
  readonly hello: Hello
  readonly remoteAddress: string
  /** Who dialled: the peer, or this node. */
  readonly direction: 'inbound' | 'outbound'
}

/** Answers one request. */
export interface Responder {
  refuse(reason: Refusal): void
  /** Sends the bytes of `source`; resolves with how many were sent, also when the peer went away before the end. */
  serve(source: ByteSource): Promise<number>
}

/** Bytes that are read in ranges, each exactly as long as asked for. */
export interface ByteSource {
  readonly totalBytes: number
  /** Length of the ranges, at most 256 KiB, which it is where undefined. */
  readonly rangeBytes?: number
  read(offset: number, bytes: number): Promise<Uint8Array>
}

/** What happened to the mesh that is nobody's call. */
export type MeshNotice =
  /** A peer was not admitted; `by` says by whom. */
  | { readonly type: 'refused'; readonly peer: PeerName; readonly by: 'us' | 'peer'; readonly reason: string }
  /** A peer did what the protocol forbids, or what its bounds do not allow. */
  | { readonly type: 'protocol-error'; readonly peer: PeerName; readonly reason: string }
  /** Bytes that a peer asked for could not be read here. */
  | { readonly type: 'source-failed'; readonly peer: PeerName; readonly address: Address; readonly reason: string }
  | { readonly type: 'mdns'; readonly reason: string }
