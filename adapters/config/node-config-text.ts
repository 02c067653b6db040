import { stringify } from 'smol-toml'

/** What `mycel node provision` knows of a new node; everything else is left at its default. */
export interface NewNode {
  readonly product: string
  readonly trackerAddresses: readonly string[]
  readonly httpSources?: readonly string[]
  readonly listen?: readonly string[]
  readonly mdns?: boolean
  readonly serviceTag?: string
  readonly peers?: readonly string[]
  readonly pollIntervalSec?: number
  readonly confirmWithinSec?: number
  readonly components: readonly { readonly name: string; readonly slotA: string; readonly slotB: string }[]
}

/** Writes a commented `node.toml` that `parseNodeConfig` reads back. Slots are relative to the data directory. */
export function nodeConfigText(node: NewNode): string {
  return `# A mycel node reads this file when it starts. Keys may be left out where a default makes sense.
# Slots are relative to the data directory, and that to the folder of this file.

# The product whose releases this device takes.
${pair('product', node.product)}
# Holds identity.key, certificate.bin, root.json, boot/ and state/.
${pair('data-directory', '.')}
# Port 0 takes a free one.
${pair('listen', node.listen ?? ['/ip4/0.0.0.0/tcp/0'])}

[tracker]
# Each ends in /p2p/ and the tracker's peer id: nobody else is believed to be the tracker.
${pair('addresses', node.trackerAddresses)}
# How often the tracker is asked for news, in seconds.
${pair('poll-interval-sec', node.pollIntervalSec ?? 1800)}

[sources]
# Copies of the repository on web servers, such as "https://cdn.example.com/mycel/": with one, a tracker is not needed.
${pair('http', node.httpSources ?? [])}

[discovery]
# Look for neighbours by multicast. Nodes find each other by the same service tag.
${pair('mdns', node.mdns ?? true)}
${pair('service-tag', node.serviceTag ?? '_mycel._udp.local')}
# Neighbours that multicast does not reach, as multiaddrs that end in /p2p/.
${pair('peers', node.peers ?? [])}

${node.components.map(componentText).join('\n')}
[link]
# true where the WAN is paid by the byte: releases then come from neighbours, or within wan-budget-mib per release.
${pair('metered', false)}
# On battery below this charge the device neither serves nor uses the WAN.
${pair('battery-min-percent', 40)}
# What happens when a release has brought over the WAN what it may: "wait-for-neighbours" or "fetch-anyway".
${pair('when-exceeded', 'wait-for-neighbours')}
# Rates and hours, for example:
# wan-download-kbit = 8000
# hours = [{ from = "08:00", to = "18:00", wan-download-kbit = 1000 }]

[updates]
# "ask": no release is taken before 'mycel node approve VERSION'. "given": the signed rollout decides.
${pair('consent', 'given')}
# When the device may reboot into a release, for example (zone: that of the device, where none is named):
# zone = "Europe/Berlin"
# windows = [{ days = ["sat", "sun"], from = "02:00", to = "05:00" }]
# What is downloaded before: "any-time", or also only "in-window".
${pair('begin', 'any-time')}

[reboot]
# "immediate": start a new release once it is staged. "manual": wait to be told.
${pair('policy', 'immediate')}

[trial]
# A new release that is not confirmed after so many seconds is rolled back.
${pair('confirm-within-sec', node.confirmWithinSec ?? 60)}
# Executable files in it check a new release; what they say is in docs/operations.md.
${pair('health-directory', 'health.d')}
# For rehearsals: true makes every trial boot fail its health check.
${pair('fail', false)}

[health]
# One check may take so long, and is tried so often again when it fails.
${pair('timeout-sec', 10)}
${pair('retries', 2)}
# URLs that have to answer with success, such as "http://127.0.0.1:8080/health".
${pair('http', [])}

[metrics]
# Where Prometheus finds metrics, such as "127.0.0.1:9464"; "" serves none. Nobody who reads them is asked who they are.
${pair('listen', '')}

[rehearsal]
# For rehearsals: true makes the node serve corrupted bytes, so that its neighbours ban it.
${pair('serve-corrupted', false)}
`
}

function componentText({ name, slotA, slotB }: NewNode['components'][number]): string {
  return `[[component]]
${pair('name', name)}
${pair('slot-a', slotA)}
${pair('slot-b', slotB)}
`
}

/** One line of TOML. */
function pair(key: string, value: string | number | boolean | readonly string[]): string {
  return stringify({ [key]: value }).trimEnd()
}
