import assert from 'node:assert/strict'
import type { ChildProcess } from 'node:child_process'
import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import type { TestContext } from 'node:test'
import { test } from 'node:test'
import { deadlineMs } from '#test/adapters/libp2p/test-peer.ts'

/** Of iproute2, on the machine. */
const ipCommand = 'ip'

/** Short enough for the 15 characters of an interface name, and nobody else's. */
const suffix = process.pid.toString(36)
const bridge = `mycel${suffix}`
const namespaces = [1, 2].map((index) => ({
  name: `mycel-${suffix}-${index}`,
  outside: `my${suffix}o${index}`,
  inside: `my${suffix}i${index}`,
  address: `10.91.0.${index}`,
}))

test('two processes on one LAN find each other by mDNS', { skip: whyNot() }, async (t) => {
  buildLan(t)
  const peers = namespaces.map(({ name, address }) => startPeer(t, name, address))

  const joined = await Promise.all(peers.map((peer) => firstLine(peer)))

  const [first, second] = joined.map((line) => JSON.parse(line))
  assert.equal(first.peer, second.self)
  assert.equal(second.peer, first.self)
  assert.ok([first.direction, second.direction].includes('outbound'))
})

/** The reason why this machine cannot run the test. The bridge has a namespace of its own, so nothing here changes. */
function whyNot(): string | false {
  if (process.getuid?.() !== 0) return 'network namespaces need root'
  try {
    ip('netns', 'add', `${bridge}-probe`)
    ip('netns', 'del', `${bridge}-probe`)
    return false
  } catch (error) {
    return `no network namespaces here: ${String(error).split('\n', 1)[0]}`
  }
}

/** One namespace that only switches, and one for each peer with a cable to it. Removing a namespace removes its cables. */
function buildLan(t: TestContext): void {
  addNamespace(t, bridge)
  ip('-n', bridge, 'link', 'add', 'lan', 'type', 'bridge', 'mcast_snooping', '0')
  ip('-n', bridge, 'link', 'set', 'lan', 'up')
  for (const { name, outside, inside, address } of namespaces) {
    addNamespace(t, name)
    ip('-n', bridge, 'link', 'add', outside, 'type', 'veth', 'peer', 'name', inside, 'netns', name)
    ip('-n', bridge, 'link', 'set', outside, 'master', 'lan', 'up')
    ip('-n', name, 'address', 'add', `${address}/24`, 'dev', inside)
    ip('-n', name, 'link', 'set', 'lo', 'up')
    ip('-n', name, 'link', 'set', inside, 'up')
    ip('-n', name, 'route', 'add', '224.0.0.0/4', 'dev', inside)
  }
}

function addNamespace(t: TestContext, name: string): void {
  ip('netns', 'add', name)
  t.after(() => ip('netns', 'del', name))
}

function ip(...args: string[]): void {
  execFileSync(ipCommand, args, { stdio: ['ignore', 'ignore', 'pipe'] })
}

function startPeer(t: TestContext, namespace: string, address: string): ChildProcess {
  const program = new URL('mdns-peer.ts', import.meta.url).pathname
  const args = ['netns', 'exec', namespace, process.execPath, program, address, `_mycel-${suffix}._udp.local`]
  const peer = spawn(ipCommand, args, { stdio: ['ignore', 'pipe', 'inherit'] })
  t.after(() => peer.kill('SIGKILL'))
  return peer
}

async function firstLine({ stdout }: ChildProcess): Promise<string> {
  assert.ok(stdout)
  const [line] = await once(stdout.setEncoding('utf8'), 'data', { signal: AbortSignal.timeout(2 * deadlineMs) })
  return line
}
