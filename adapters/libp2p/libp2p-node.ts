import { noise } from '@chainsafe/libp2p-noise'
import { generateKeyPairFromSeed } from '@libp2p/crypto/keys'
import type { Libp2p } from '@libp2p/interface'
import { tcp } from '@libp2p/tcp'
import { yamux } from '@libp2p/yamux'
import { createLibp2p } from 'libp2p'
import type { PeerName } from '#core/exchange/contract.ts'
import { handshakeTimeoutMs } from './control/handshake.ts'
import { peerNameOf } from './peer-name.ts'

/** What a libp2p node of mycel is made of. */
export interface Libp2pNodeInit {
  /** The 32 bytes of an Ed25519 seed (RFC 8032 §5.1.5). */
  readonly seed: Uint8Array
  readonly listen: readonly string[]
  readonly connectionsMax: number
  /** Whether connections with a peer are refused in both directions. */
  readonly isBanned: (peer: PeerName) => boolean
}

/** How long a dial may take until the connection is encrypted. */
export const dialTimeoutMs = 10_000

/** A site's devices may share one address behind a router, and so do all peers of a test. */
const inboundConnectionsPerSecondMax = 200

/** Connections that are not encrypted yet. */
const pendingConnectionsMax = 32

/**
 * What a peer may have on its way on one stream: so much of a cancelled fetch still travels. 512 KiB are 20 Mbit/s at
 * 200 ms for each of a site's flows.
 */
const streamWindowBytesMax = 512 * 1024

/** Streams of one connection in one direction, whatever their protocol. */
const streamsMax = 64

/** A node with TCP, noise and yamux and no service at all. It is not started. */
export async function createNode({ seed, listen, connectionsMax, isBanned }: Libp2pNodeInit): Promise<Libp2p> {
  return createLibp2p({
    start: false,
    privateKey: await generateKeyPairFromSeed('Ed25519', seed),
    addresses: { listen: [...listen] },
    transports: [tcp()],
    connectionEncrypters: [noise()],
    streamMuxers: [
      yamux({
        maxInboundStreams: streamsMax,
        maxOutboundStreams: streamsMax,
        streamOptions: { maxStreamWindowSize: streamWindowBytesMax },
      }),
    ],
    connectionManager: {
      maxConnections: connectionsMax,
      maxIncomingPendingConnections: pendingConnectionsMax,
      inboundConnectionThreshold: inboundConnectionsPerSecondMax,
      inboundUpgradeTimeout: handshakeTimeoutMs,
      inboundStreamProtocolNegotiationTimeout: handshakeTimeoutMs,
      outboundStreamProtocolNegotiationTimeout: handshakeTimeoutMs,
      dialTimeout: dialTimeoutMs,
      maxParallelDials: 16,
      reconnectRetries: 0,
    },
    // It would ping over a protocol that no peer speaks; the control channel has heartbeats.
    connectionMonitor: { enabled: false },
    connectionGater: {
      denyDialPeer: (peer) => isBanned(peerNameOf(peer)),
      denyInboundEncryptedConnection: (peer) => isBanned(peerNameOf(peer)),
      denyOutboundEncryptedConnection: (peer) => isBanned(peerNameOf(peer)),
    },
  })
}
