import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { peersText } from '#node/peers/peers-text.ts'
import { addressOf, nameOf } from '#test/core/neighbours/peer-names.ts'
import { mixedReport, reportOf } from './peers-report-of.ts'

test('who is joined, and why each other peer is not, is told on one screen', () => {
  assert.equal(
    peersText(mixedReport),
    `1 neighbour joined, at most 24; tracker connected

joined     link  role     found         for         received   sent
…xxxx1118  wan   tracker  node.toml     1 min 30 s  812 bytes  0 bytes
…xxxx1112  lan   device   by multicast  1 min 30 s  3.1 MB     0 bytes

not joined
…xxxx1113  unreachable, again in 5 s, found by multicast
  /ip4/192.0.2.1/tcp/4001
  cannot reach /ip4/192.0.2.1/tcp/4001: ECONNREFUSED
…xxxx1114  refused, again in 3 min 30 s, found by multicast
  /ip4/192.0.2.1/tcp/4001
  this node does not accept it: the certificate is not signed by an authority of
  this fleet
…xxxx1115  full, again in 30 s, found by multicast
  /ip4/192.0.2.1/tcp/4001
  it has all the neighbours it takes
…xxxx1116  banned, found by multicast
  /ip4/192.0.2.1/tcp/4001
  it sent wrong bytes (forged-bytes): look at that device
…xxxx1117  not needed, found by multicast
  /ip4/192.0.2.1/tcp/4001
  there was no need to dial it so far
`,
  )
})

test('a node that sees nobody says for how long, how it looks, and what to check', () => {
  const text = peersText(reportOf(() => undefined, { tracker: false }))

  assert.match(text, /^NO NEIGHBOUR for 12 s \(by multicast on _mycel\._udp\.local\); tracker OUT OF REACH$/m)
  assert.match(text, /takes what it needs over the WAN meanwhile/)
  assert.match(text, /multicast passes there \(UDP 5353 to 224\.0\.0\.251/)
})

test('a node that sees others but joins none points to what keeps devices apart', () => {
  const report = reportOf((book, _traffic, seen) => {
    book.sighted(addressOf(1), 'mdns', seen)
    book.trying(nameOf(1), seen)
    book.unreachable(nameOf(1), 'nobody answers', seen)
  })

  assert.match(peersText(report), /client isolation/)
})

test('multicast that is off, or does not work, is told', () => {
  const off = reportOf(() => undefined, { mdns: false })
  const broken = reportOf(() => undefined, { multicastProblem: 'mDNS does not work: bind EADDRINUSE' })

  assert.match(peersText(off), /multicast is off/)
  assert.match(peersText(broken), /^MULTICAST: mDNS does not work: bind EADDRINUSE$/m)
})

test('a site of five hundred still fits a screen', () => {
  const report = reportOf((book, _traffic, seen) => {
    for (let number = 1; number <= 500; number++) book.sighted(addressOf(number), 'mdns', seen)
  })

  assert.match(peersText(report), /^and 484 more: 'mycel node peers --json' has them all$/m)
})

test('no line is longer than 80 columns, whatever a peer says', () => {
  fc.assert(
    fc.property(fc.string({ maxLength: 400 }), (reason) => {
      const report = reportOf((book, _traffic, seen) => {
        book.sighted(addressOf(1), 'exchange', seen)
        book.refused(nameOf(1), { by: 'peer', reason }, seen)
      })

      const lines = peersText(report).split('\n')

      assert.ok(lines.every((line) => line.length <= 80))
    }),
    { numRuns: 200 },
  )
})
