import { admitted, TestPeer } from '#test/adapters/libp2p/test-peer.ts'

/** A process of the mDNS test: joins whomever mDNS brings, says who it was, and stays until it is killed. */
const [address, serviceTag] = process.argv.slice(2)
if (address === undefined || serviceTag === undefined) throw new Error('usage: mdns-peer.ts ADDRESS SERVICE_TAG')

const peer = await TestPeer.start(`mdns ${address}`, {
  listen: [`/ip4/${address}/tcp/0`],
  mdns: {
    serviceTag,
    queryIntervalMs: 1_000,
    // Whom both dial at once they join once; whoever is joined already need not be dialled again.
    sighted: (addresses) => void peer.mesh.dial(...addresses).catch(() => undefined),
  },
  admit: () => admitted,
})
const { joined } = await peer.until('joined')
process.stdout.write(`${JSON.stringify({ self: peer.name, peer: joined.peer, direction: joined.direction })}\n`)
