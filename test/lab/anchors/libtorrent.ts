import { join } from 'node:path'
import type { Anchor } from './anchor.ts'
import { deploySwarm } from './swarm/swarm.ts'

/** The interpreter of Debian, for which its package of libtorrent is built. */
const python = '/usr/bin/python3'

/** libtorrent with its defaults, but without what asks the internet: DHT, UPnP, NAT-PMP. */
export const libtorrent: Anchor = {
  name: 'libtorrent',
  setup: 'LAN discovery and a tracker, defaults',
  needs: [{ package: 'python3-libtorrent', probe: [python, '-c', 'import libtorrent'] }],
  deploy: (field) =>
    deploySwarm(field, {
      words: ({ address, torrent, directory }) => [
        python,
        '-u',
        join(import.meta.dirname, 'swarm/libtorrent-peer.py'),
        address,
        torrent,
        directory,
      ],
      ready: 'ready',
      done: () => 'done',
    }),
}
