import assert from 'node:assert/strict'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import fc from 'fast-check'
import { ConfigError } from '#adapters/config/config-error.ts'
import { parseNodeConfig, readNodeConfig } from '#adapters/config/node-config.ts'
import { nodeConfigText } from '#adapters/config/node-config-text.ts'
import { peerNameOf } from '#adapters/keys/peer-name.ts'
import { UserError } from '#core/errors.ts'

const tracker = '/ip4/127.0.0.1/tcp/4500/p2p/12D3KooWBhMbLvQC6Qn8rUK2Cg8ZyLcBtmZqnRGqKbTv4XWnEhtC'

const least = `product = "primehub"
[tracker]
addresses = ["${tracker}"]
[[component]]
name = "rootfs"
slot-a = "slots/rootfs.a"
slot-b = "/dev/mmcblk0p3"
`

/** The error that reading `text` as /etc/mycel/node.toml ends with. */
function complaintAbout(text: string): string {
  try {
    parseNodeConfig(text, '/etc/mycel/node.toml')
  } catch (error) {
    assert.ok(error instanceof ConfigError)
    return error.message
  }
  return ''
}

test('the shortest configuration is filled up with defaults and absolute paths', () => {
  const config = parseNodeConfig(least, '/etc/mycel/node.toml')

  assert.deepEqual(config, {
    file: '/etc/mycel/node.toml',
    product: 'primehub',
    hardware: undefined,
    tags: {},
    dataDirectory: '/etc/mycel',
    listen: ['/ip4/0.0.0.0/tcp/0'],
    tracker: { addresses: [tracker], pollIntervalSec: 1800 },
    sources: { http: [] },
    discovery: { mdns: true, serviceTag: '_mycel._udp.local', peers: [], neighboursMax: 24 },
    components: [{ name: 'rootfs', slotA: '/etc/mycel/slots/rootfs.a', slotB: '/dev/mmcblk0p3' }],
    link: {
      wanDownloadKbit: undefined,
      wanUploadKbit: undefined,
      lanUploadKbit: undefined,
      hours: [],
      metered: false,
      batteryMinPercent: 40,
      wanBudgetBytes: undefined,
      whenExceeded: 'wait-for-neighbours',
    },
    updates: { windows: [], zone: undefined, beginsInWindow: false, consent: 'given' },
    site: { restartingMax: undefined },
    reboot: { policy: 'immediate' },
    trial: { confirmWithinSec: 60, healthDirectory: '/etc/mycel/health.d', fail: false },
    health: { timeoutSec: 10, retries: 2, http: [] },
    metrics: { listen: undefined },
    rehearsal: { serveCorrupted: false },
  })
})

for (const count of [3, 121]) {
  test(`${count} neighbours at most are refused with what to write`, () => {
    const complaint = complaintAbout(`${least}[discovery]\nneighbours-max = ${count}`)

    assert.match(complaint, /discovery\.neighbours-max: .*whole neighbours from 4 to 120/)
  })
}

test('with a web server no tracker is needed', () => {
  const text = least.replace(tracker, '').replace('[""]', '[]')
  const sources = '[sources]\nhttp = ["https://cdn.example.com/mycel", "http://192.0.2.1:8080/"]'

  const config = parseNodeConfig(`${text}${sources}`, '/etc/mycel/node.toml')

  assert.deepEqual(config.tracker.addresses, [])
  assert.deepEqual(config.sources.http, ['https://cdn.example.com/mycel', 'http://192.0.2.1:8080/'])
  assert.match(complaintAbout(text), /tracker\.addresses: is empty: .* web servers as http under \[sources\]$/)
})

test('a source that is no URL of a web server is refused with what to write, and without its password', () => {
  const complaint = complaintAbout(`${least}[sources]\nhttp = ["ftp://me:secret@cdn.example.com/"]`)

  assert.match(complaint, /sources\.http\[0\]: "ftp:\/\/…@cdn\.example\.com\/" cannot be fetched from/)
  assert.match(complaint, /write a URL such as "https:\/\/cdn\.example\.com\/mycel\/"/)
  assert.doesNotMatch(complaint, /secret/)
})

test('the same web server twice is refused, whoever it is told to be', () => {
  const complaint = complaintAbout(`${least}[sources]\nhttp = ["http://a/b", "http://me:secret@a/b/"]`)

  assert.match(complaint, /sources\.http\[1\]: http:\/\/a\/b\/ is there already/)
  assert.doesNotMatch(complaint, /secret/)
})

test('metrics are served where the file says, and nowhere without it', () => {
  const config = parseNodeConfig(`${least}[metrics]\nlisten = "127.0.0.1:9464"`, '/etc/mycel/node.toml')

  assert.deepEqual(config.metrics.listen, { host: '127.0.0.1', port: 9464 })
})

test('an address for metrics that is none is refused with what to write', () => {
  const complaint = complaintAbout(`${least}[metrics]\nlisten = "9464"`)

  assert.match(complaint, /metrics\.listen: "9464" is not an IP address with a port: write "127\.0\.0\.1:9464"/)
})

test('slots stand in the data directory, the data directory beside the file', () => {
  const config = parseNodeConfig(`data-directory = "../data"\n${least}`, '/etc/mycel/node.toml')

  assert.equal(config.dataDirectory, '/etc/data')
  assert.equal(config.components[0]?.slotA, '/etc/data/slots/rootfs.a')
})

test('an empty file is told everything that a node needs', () => {
  assert.deepEqual(
    complaintAbout('')
      .split('\n')
      .map((line) => line.split(': ')[1]),
    ['product', 'component', 'tracker.addresses'],
  )
})

test('a tracker address without a peer id is refused with what to write', () => {
  const complaint = complaintAbout(least.replace(/\/p2p\/\w+/, ''))

  assert.match(
    complaint,
    /^\/etc\/mycel\/node\.toml:3: tracker\.addresses\[0\]: "\/ip4\/127\.0\.0\.1\/tcp\/4500" cannot be dialled/,
  )
  assert.match(complaint, /does not end in \/p2p\/.*: write a multiaddr such as/)
})

test('an address that is none, and a peer id that is none, are refused', () => {
  assert.match(complaintAbout(least.replace('/ip4/127.0.0.1', 'localhost')), /:3: tracker\.addresses\[0\]/)
  assert.match(complaintAbout(least.replace(/12D3\w+/, 'zzz')), /:3: tracker\.addresses\[0\]/)
})

test('the peer id of any node is taken', () => {
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 32, maxLength: 32 }), (publicKey) => {
      const address = `/ip4/127.0.0.1/tcp/4500/p2p/${peerNameOf(publicKey)}`

      assert.deepEqual(parseNodeConfig(least.replace(tracker, address), '/x').tracker.addresses, [address])
    }),
  )
})

test('a peer id that lost a letter, or is of another kind of key, is refused', () => {
  const peerOfRsaKey = 'QmYyQSo1c1Ym7orWxLYvCrM2EmxFTANf8wXmmE7DWjhx5N'

  assert.match(complaintAbout(least.replace(/EhtC/, 'Eht')), /:3: tracker\.addresses\[0\]: .* peer id of a node/)
  assert.match(
    complaintAbout(least.replace(/12D3\w+/, peerOfRsaKey)),
    /:3: tracker\.addresses\[0\]: .* peer id of a node/,
  )
})

test('a poll interval of less than ten seconds is refused', () => {
  const complaint = complaintAbout(least.replace('[[component', 'poll-interval-sec = 9\n[[component'))

  assert.match(
    complaint,
    /:4: tracker\.poll-interval-sec: 9 is not allowed here: write whole seconds from 10 to 604800$/,
  )
})

test('a slot that two components share is refused with the first use of it', () => {
  const complaint = complaintAbout(
    `${least}[[component]]\nname = "rootfs"\nslot-a = "./slots/rootfs.a"\nslot-b = "b"\n`,
  )

  assert.deepEqual(complaint.split('\n'), [
    '/etc/mycel/node.toml:9: component[1].name: "rootfs" is already component[0].name: write another',
    '/etc/mycel/node.toml:10: component[1].slot-a: "./slots/rootfs.a" is already component[0].slot-a: write another',
  ])
})

test('a name with a capital letter is refused with the form of names', () => {
  assert.match(
    complaintAbout(least.replace('"primehub"', '"PrimeHub"')),
    /:1: product: "PrimeHub" is not a name.*1 to 63 of a-z/,
  )
})

test('the text that provisioning writes is read back as it was meant', () => {
  const components = [{ name: 'app', slotA: 'slots/app "1".a', slotB: 'slots/app.b' }]

  const text = nodeConfigText({
    product: 'primehub',
    trackerAddresses: [tracker],
    mdns: false,
    peers: [tracker],
    components,
  })

  const config = parseNodeConfig(text, '/data/node.toml')
  assert.equal(config.product, 'primehub')
  assert.deepEqual(config.discovery, {
    mdns: false,
    serviceTag: '_mycel._udp.local',
    peers: [tracker],
    neighboursMax: 24,
  })
  assert.deepEqual(config.components, [{ name: 'app', slotA: '/data/slots/app "1".a', slotB: '/data/slots/app.b' }])
})

test('the text that provisioning writes shows the defaults of the schema', () => {
  const components = [{ name: 'rootfs', slotA: 'slots/rootfs.a', slotB: '/dev/mmcblk0p3' }]

  const text = nodeConfigText({ product: 'primehub', trackerAddresses: [tracker], components })

  assert.deepEqual(parseNodeConfig(text, '/x/node.toml'), parseNodeConfig(least, '/x/node.toml'))
})

test('a configuration is read from its file', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'mycel-config-'))
  t.after(() => rm(folder, { recursive: true }))
  await writeFile(join(folder, 'node.toml'), least)

  const config = await readNodeConfig(join(folder, 'node.toml'))

  assert.equal(config.dataDirectory, folder)
})

test('a configuration that is not there is told by name, with what writes one', async () => {
  await assert.rejects(readNodeConfig('/nowhere/node.toml'), (error) => {
    assert.ok(error instanceof UserError)
    assert.match(error.message, /\/nowhere\/node\.toml.*mycel node provision/)
    return true
  })
})
