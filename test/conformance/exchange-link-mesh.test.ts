import assert from 'node:assert/strict'
import { EventEmitter, once } from 'node:events'
import { memorySource, PendingRequests } from '#adapters/exchange/pending-requests.ts'
import { Mesh } from '#adapters/libp2p/mesh.ts'
import type { ByteSource, MeshHandlers } from '#adapters/libp2p/mesh-handlers.ts'
import { Log } from '#adapters/log/log.ts'
import { GarbageBudget } from '#adapters/memory/garbage-budget.ts'
import { DownloadLimit } from '#adapters/net/download-limit.ts'
import { check, unreachable } from '#core/check.ts'
import type { ExchangeInput, PeerName } from '#core/exchange/contract.ts'
import { PeerTraffic } from '#node/peers/peer-traffic.ts'
import { CorruptingRequests } from '#node/world/corrupting-requests.ts'
import { Tickets } from '#node/world/tickets.ts'
import { Traffic } from '#node/world/traffic.ts'
import { Transfers } from '#node/world/transfers.ts'
import { admitted, deadlineMs, helloOfTests, seedOf } from '#test/adapters/libp2p/test-peer.ts'
import { exchangeLinkSuite } from '#test/conformance/exchange-link-suite.ts'
import type { InputOf, LinkEffect, LinkEnd, OpenPair } from '#test/conformance/linked-pair.ts'

/** A mesh on loopback and what carries out its transfers, as in a node, without the engine. */
class MeshEnd implements LinkEnd {
  readonly inputs: ExchangeInput[] = []
  readonly #arrived = new EventEmitter()
  readonly #requests: PendingRequests
  readonly #source: ByteSource
  #mesh: Mesh | undefined
  #transfers: Transfers | undefined

  private constructor(requests: PendingRequests, source: ByteSource) {
    this.#requests = requests
    this.#source = source
  }

  /** Starts the mesh of `name`. It answers what it serves from `source`, by way of `requests`. */
  static async start(name: string, requests: PendingRequests, source: ByteSource): Promise<MeshEnd> {
    const end = new MeshEnd(requests, source)
    const listen = ['/ip4/127.0.0.1/tcp/0']
    const mesh = await Mesh.start({ seed: seedOf(name), listen, mdns: undefined, handlers: end.#handlers() })
    end.#mesh = mesh
    end.#transfers = new Transfers({
      carrier: mesh,
      tickets: new Tickets(),
      traffic: new Traffic(new GarbageBudget()),
      neighbours: new PeerTraffic(),
      downloads: new DownloadLimit(),
      linkOf: () => 'lan',
      isWeb: () => false,
      // Of what a node's engine hears, transfers tell only what the exchange does.
      input: (input) => end.#input(input as ExchangeInput),
      log: new Log('silent', { write: () => {} }),
    })
    return end
  }

  get mesh(): Mesh {
    check(this.#mesh !== undefined, 'a mesh is started before it is used')
    return this.#mesh
  }

  get name(): PeerName {
    return this.mesh.peer
  }

  carryOut(effect: LinkEffect): void {
    switch (effect.type) {
      case 'send':
        check(effect.message.type !== 'standings', 'standings are sealed by the world of a node')
        return this.mesh.send(effect.peer, effect.message)
      case 'fetch':
        return this.#transfers?.start(effect)
      case 'cancel':
        return this.#transfers?.cancel(effect.fetch)
      case 'serve': {
        const { request } = effect
        void this.#requests
          .serve(request, this.#source)
          .then((sentBytes) => this.#input({ type: 'served', request, sentBytes }))
        return
      }
      case 'refuse':
        return this.#requests.refuse(effect.request, effect.reason)
      default:
        return unreachable(effect)
    }
  }

  async until<Type extends ExchangeInput['type']>(type: Type, count = 1): Promise<InputOf<Type>> {
    const signal = AbortSignal.timeout(deadlineMs)
    for (;;) {
      const found = this.inputs.filter((input): input is InputOf<Type> => input.type === type)[count - 1]
      if (found !== undefined) return found
      await once(this.#arrived, 'input', { signal }).catch(() =>
        assert.fail(`no ${type} within ${deadlineMs} ms, only ${JSON.stringify(this.inputs)}`),
      )
    }
  }

  /** Ends what is under way, and the mesh. */
  async stop(): Promise<void> {
    this.#transfers?.close()
    await this.mesh.stop()
  }

  #handlers(): MeshHandlers {
    return {
      hello: () => helloOfTests,
      admit: () => admitted,
      joined: ({ peer, link, role }) => this.#input({ type: 'peer-joined', peer, link, role }),
      left: (peer) => this.#input({ type: 'peer-left', peer }),
      message: (peer, message) => {
        if (message.type === 'have') this.#input({ type: 'message', peer, message })
      },
      request: (peer, address, responder) =>
        this.#input({ type: 'request', request: this.#requests.add(responder), peer, address }),
      notice: () => {},
    }
  }

  #input(input: ExchangeInput): void {
    this.inputs.push(input)
    this.#arrived.emit('input')
  }
}

/** The first range of `bytes` at once, and the others when `resumed`. */
function slowSource(bytes: Uint8Array, resumed: Promise<void>): ByteSource {
  const source = memorySource(bytes)
  return {
    ...source,
    async read(offset, length) {
      if (offset > 0) await resumed
      return source.read(offset, length)
    },
  }
}

const openPair: OpenPair = async (t, { content, isForger, isSlow }) => {
  const { promise: resumed, resolve: resume } = Promise.withResolvers<void>()
  const source = isSlow ? slowSource(content, resumed) : memorySource(content)
  const requests = isForger ? new CorruptingRequests() : new PendingRequests()
  const holder = await MeshEnd.start('holder', requests, source)
  const fetcher = await MeshEnd.start('fetcher', new PendingRequests(), memorySource(content))
  const settle = async () => {
    resume()
    await Promise.all([fetcher.stop(), holder.stop()])
  }
  t.after(settle)
  const [address] = holder.mesh.addresses()
  check(address !== undefined, 'a mesh that listens has an address')
  await fetcher.mesh.dial(address)
  await Promise.all([fetcher.until('peer-joined'), holder.until('peer-joined')])
  return { fetcher, holder, holderLeaves: () => holder.stop(), resume, settle }
}

exchangeLinkSuite('a mesh', openPair)
