/** `node run-tracker.ts ADDRESS PORT`: a BitTorrent tracker (BEP 3, BEP 23) that tells each peer of all others, and says `listening`. */
import { createServer } from 'node:http'
import { bencode } from './torrent.ts'

/** Time between two announcements of a peer, in s. */
const intervalSec = 30

/** Peers that one answer names. */
const peersMax = 200

const [address = '127.0.0.1', port = '6969'] = process.argv.slice(2)

/** Address and port of each peer, as compact answers carry them. */
const peers = new Map<string, Uint8Array>()

createServer((request, response) => {
  const { searchParams } = new URL(request.url ?? '/', 'http://tracker')
  const host = request.socket.remoteAddress ?? ''
  const others = [...peers].filter(([name]) => name !== host).map(([, compact]) => compact)
  if (searchParams.get('event') === 'stopped') peers.delete(host)
  else peers.set(host, compactPeer(host, Number(searchParams.get('port'))))
  response.end(bencode({ interval: intervalSec, peers: Buffer.concat(others.slice(0, peersMax)) }))
}).listen(Number(port), address, () => process.stdout.write('listening\n'))

function compactPeer(host: string, peerPort: number): Uint8Array {
  return Uint8Array.from([...host.split('.').map(Number), peerPort >> 8, peerPort & 0xff])
}
