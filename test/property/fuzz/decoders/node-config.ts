import { type NodeConfig, parseNodeConfig } from '#adapters/config/node-config.ts'
import { nodeConfigText } from '#adapters/config/node-config-text.ts'
import type { FuzzedDecoder } from '#test/property/fuzz/fuzzed-decoder.ts'
import { wordMutator } from '#test/property/fuzz/mutate/mutate-bytes.ts'

const peer = '/ip4/127.0.0.1/tcp/4500/p2p/12D3KooWK99VoVxNE7XzyBwXEzW7xhK7Gpv85r9F3V3fyKSUKPH5'
const rootfs = { name: 'rootfs', slotA: 'slots/rootfs.a', slotB: 'slots/rootfs.b' }
const app = { name: 'app', slotA: '/dev/disk/by-partlabel/app-a', slotB: '/dev/disk/by-partlabel/app-b' }

const words = [
  ...['[', ']', '[[', ']]', '{', '}', '"', "'", '"""', "'''", '=', ',', '.', '#', '\n', '\r\n', '\t', '\\', '\\u00e9'],
  ...[
    'a.',
    '[a.',
    '[[component]]\n',
    '[tracker]\n',
    'name = "x"\n',
    '1e9',
    'nan',
    '0x',
    '1979-05-27',
    'true',
    '\u0000',
  ],
  ...['__proto__', 'a = { b = [', 'component = []\n', '/p2p/', '/tcp/'],
]

/** The text of a `node.toml`. Nobody reads one of a stranger, but a typing error must get a message. */
export const nodeConfigDecoder: FuzzedDecoder<NodeConfig> = {
  name: 'node.toml',
  // Twenty problems, and each repeats a key that the person wrote.
  messageLengthMax: 1024 * 1024,
  samples: () =>
    [
      { product: 'hub', trackerAddresses: [peer], components: [rootfs] },
      { product: 'hub', trackerAddresses: [peer, peer], components: [rootfs, app], mdns: false, peers: [peer] },
    ].map((node) => Buffer.from(nodeConfigText(node))),
  decode: (bytes) => parseNodeConfig(Buffer.from(bytes).toString(), '/data/mycel/node.toml'),
  mutators: [wordMutator(words)],
}
