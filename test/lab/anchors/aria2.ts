import type { Anchor } from './anchor.ts'
import { deploySwarm } from './swarm/swarm.ts'

/** aria2 as a BitTorrent client. It has no way to wait, so that its devices start when the file is offered. */
export const aria2: Anchor = {
  name: 'aria2',
  setup: 'LAN discovery and a tracker, defaults',
  needs: [{ package: 'aria2', probe: ['aria2c', '--version'] }],
  deploy: (field) =>
    deploySwarm(field, {
      words: ({ torrent, directory }) => [
        'aria2c',
        `--dir=${directory}`,
        '--bt-enable-lpd=true',
        '--enable-dht=false',
        '--seed-ratio=0',
        '--check-integrity=true',
        '--listen-port=6881',
        '--summary-interval=0',
        '--show-console-readout=false',
        // With its id, the number of files and the path of the first.
        '--on-bt-download-complete=/bin/echo',
        torrent,
      ],
      ready: undefined,
      done: ({ directory }) => ` 1 ${directory}/`,
    }),
}
