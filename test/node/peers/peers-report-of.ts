import { instant, later } from '#core/engine.ts'
import { fullReason, NeighbourBook } from '#core/neighbours/neighbour-book.ts'
import { PeerTraffic } from '#node/peers/peer-traffic.ts'
import { type PeersReport, type PeersSources, peersReport } from '#node/peers/peers-report.ts'
import { addressOf, nameOf } from '#test/core/neighbours/peer-names.ts'

/** Five minutes into the life of a node. */
const now = later(instant(0), 300_000)

/** What a node reports that has seen what `see` writes into its book, a minute and a half ago. */
export function reportOf(
  see: (book: NeighbourBook, traffic: PeerTraffic, seen: ReturnType<typeof instant>) => void,
  differences: { readonly mdns?: boolean; readonly multicastProblem?: string; readonly tracker?: boolean } = {},
): PeersReport {
  const [book, traffic] = [new NeighbourBook(nameOf(0)), new PeerTraffic()]
  see(book, traffic, later(instant(0), 210_000))
  const aloneMs = book.joinedNeighbours().length === 0 ? 12_300 : undefined
  const { mdns = true, multicastProblem, tracker = true } = differences
  const neighbours: PeersSources['neighbours'] = { book, traffic, aloneMs, multicastProblem, now }
  return peersReport({
    neighbours,
    discovery: { mdns, serviceTag: '_mycel._udp.local', neighboursMax: 24 },
    tracker,
  })
}

/** A site with one peer in each state, and a tracker. */
export const mixedReport: PeersReport = reportOf((book, traffic, seen) => {
  for (let number = 1; number <= 6; number++) book.sighted(addressOf(number), 'mdns', seen)
  book.sighted(addressOf(7), 'static', seen)
  book.joined(nameOf(7), { role: 'seeder', link: 'wan' }, seen)
  book.joined(nameOf(1), { role: 'device', link: 'lan' }, seen)
  traffic.received(nameOf(1), 3_100_000)
  traffic.received(nameOf(7), 812)
  book.trying(nameOf(2), seen)
  book.unreachable(nameOf(2), `cannot reach ${addressOf(2)}: ECONNREFUSED`, later(seen, 85_000))
  book.refused(nameOf(3), { by: 'us', reason: 'the certificate is not signed by an authority of this fleet' }, seen)
  book.refused(nameOf(4), { by: 'peer', reason: fullReason }, later(seen, 60_000))
  book.banned(nameOf(5), 'forged-bytes', seen)
})
