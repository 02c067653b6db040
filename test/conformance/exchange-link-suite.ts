import assert from 'node:assert/strict'
import { test } from 'node:test'
import { payloadAddress } from '#core/address.ts'
import { sha256 } from '#core/digest.ts'
import type { ExchangeInput, ExchangeMessage, FetchId } from '#core/exchange/contract.ts'
import { patterned } from '#test/adapters/libp2p/test-peer.ts'
import type { HolderFacts, InputOf, LinkEnd, LinkedPair, OpenPair } from '#test/conformance/linked-pair.ts'

const content = patterned(1024 * 1024)
const address = payloadAddress(sha256(content))
const bytes = content.byteLength

const honest: HolderFacts = { content, isForger: false, isSlow: false }
const forger: HolderFacts = { ...honest, isForger: true }
const slow: HolderFacts = { ...honest, isSlow: true }

/** What every link between two exchange engines does (`core/exchange/contract.ts`). */
export function exchangeLinkSuite(name: string, open: OpenPair): void {
  test(`${name} tells the holder who asks for what`, async (t) => {
    const { fetcher, holder } = await open(t, honest)

    ask(fetcher, holder, 1)

    const { peer, address: asked } = await holder.until('request')
    assert.deepEqual({ peer, asked }, { peer: fetcher.name, asked: address })
  })

  test(`${name} ends a fetch of genuine bytes in one genuine verdict`, async (t) => {
    const pair = await open(t, honest)

    const fetched = await fetchServed(pair, 1)

    await pair.settle()
    assert.deepEqual(endsOf(pair, 1), [fetched])
    assert.equal(fetched.verdict.type, 'genuine')
  })

  test(`${name} ends a fetch of forged bytes in one forged verdict`, async (t) => {
    const pair = await open(t, forger)

    const fetched = await fetchServed(pair, 1)

    await pair.settle()
    assert.deepEqual(endsOf(pair, 1), [fetched])
    assert.equal(fetched.verdict.type, 'forged')
  })

  test(`${name} keeps the bytes of every fetch under a ticket of their own`, async (t) => {
    const pair = await open(t, honest)

    const first = await fetchServed(pair, 1)
    const second = await fetchServed(pair, 2)

    assert.notEqual(first.ticket, second.ticket)
  })

  test(`${name} carries two fetches at once and mixes nothing up`, async (t) => {
    const pair = await open(t, honest)
    const { fetcher, holder } = pair
    ask(fetcher, holder, 1)
    const { request } = await holder.until('request')
    ask(fetcher, holder, 2)
    const { request: later } = await holder.until('request', 2)

    holder.carryOut({ type: 'refuse', request: later, reason: 'busy' })
    holder.carryOut({ type: 'serve', request, address, ticket: undefined })
    await Promise.all([fetcher.until('fetched'), fetcher.until('fetch-failed')])

    await pair.settle()
    assert.deepEqual(
      endsOf(pair, 1).map(({ type }) => type),
      ['fetched'],
    )
    assert.deepEqual(endsOf(pair, 2), [failed(2, 'busy')])
  })

  for (const reason of ['busy', 'missing', 'refused'] as const) {
    test(`${name} ends a fetch that is answered ${reason} once and for that reason`, async (t) => {
      const pair = await open(t, honest)
      const { fetcher, holder } = pair
      ask(fetcher, holder, 1)
      const { request } = await holder.until('request')

      holder.carryOut({ type: 'refuse', request, reason })
      await fetcher.until('fetch-failed')

      await pair.settle()
      assert.deepEqual(endsOf(pair, 1), [failed(1, reason)])
    })
  }

  test(`${name} ends a serve once, with all bytes sent`, async (t) => {
    const pair = await open(t, honest)

    await fetchServed(pair, 1)
    const served = await pair.holder.until('served')

    await pair.settle()
    assert.equal(served.sentBytes, bytes)
    assert.deepEqual(ofType(pair.holder, 'served'), [served])
  })

  test(`${name} tells of progress that is never more than the bytes asked for`, async (t) => {
    const pair = await open(t, slow)
    await fetchHalf(pair)

    pair.resume()
    await pair.fetcher.until('fetched')

    for (const { fetch, receivedBytes } of ofType(pair.fetcher, 'progress')) {
      assert.equal(fetch, 1)
      assert.ok(receivedBytes > 0 && receivedBytes <= bytes, `${receivedBytes} bytes`)
    }
  })

  test(`${name} ends a fetch that is cancelled before its answer once, and the serve after it without a byte`, async (t) => {
    const pair = await open(t, honest)
    const { fetcher, holder } = pair
    ask(fetcher, holder, 1)
    const { request } = await holder.until('request')

    fetcher.carryOut({ type: 'cancel', fetch: 1 as FetchId })
    await fetcher.until('fetch-failed')
    await passFence(pair)
    holder.carryOut({ type: 'serve', request, address, ticket: undefined })
    const served = await holder.until('served')

    await pair.settle()
    assert.deepEqual(endsOf(pair, 1), [failed(1, 'closed')])
    assert.deepEqual(ofType(holder, 'served'), [{ ...served, request, sentBytes: 0 }])
  })

  test(`${name} ends a fetch that is cancelled midway once, and its serve short of the end`, async (t) => {
    const pair = await open(t, slow)
    const { fetcher, holder } = pair
    await fetchHalf(pair)

    fetcher.carryOut({ type: 'cancel', fetch: 1 as FetchId })
    await fetcher.until('fetch-failed')
    await passFence(pair)
    pair.resume()
    const served = await holder.until('served')

    await pair.settle()
    assert.deepEqual(endsOf(pair, 1), [failed(1, 'closed')])
    assert.deepEqual(ofType(holder, 'served'), [served])
    assert.ok(served.sentBytes < bytes, `${served.sentBytes} bytes`)
  })

  test(`${name} fetches from the same peer after a fetch was cancelled midway`, async (t) => {
    const pair = await open(t, slow)
    const { fetcher } = pair
    await fetchHalf(pair)
    fetcher.carryOut({ type: 'cancel', fetch: 1 as FetchId })
    await fetcher.until('fetch-failed')
    pair.resume()

    const { fetch, verdict } = await fetchServed(pair, 2)

    assert.deepEqual({ fetch, verdict: verdict.type }, { fetch: 2, verdict: 'genuine' })
  })

  test(`${name} leaves a fetch that has ended as it is when it is cancelled`, async (t) => {
    const pair = await open(t, honest)
    const fetched = await fetchServed(pair, 1)

    pair.fetcher.carryOut({ type: 'cancel', fetch: 1 as FetchId })

    await pair.settle()
    assert.deepEqual(endsOf(pair, 1), [fetched])
  })

  test(`${name} ends a fetch as closed when its holder leaves before the answer`, async (t) => {
    const pair = await open(t, honest)
    ask(pair.fetcher, pair.holder, 1)
    await pair.holder.until('request')

    await pair.holderLeaves()
    await pair.fetcher.until('fetch-failed')

    await pair.settle()
    assert.deepEqual(endsOf(pair, 1), [failed(1, 'closed')])
  })

  test(`${name} ends a fetch as closed when its holder leaves midway, and tells that it left`, async (t) => {
    const pair = await open(t, slow)
    await fetchHalf(pair)

    await pair.holderLeaves()
    await pair.fetcher.until('fetch-failed')
    await pair.fetcher.until('peer-left')

    await pair.settle()
    assert.deepEqual(endsOf(pair, 1), [failed(1, 'closed')])
    assert.deepEqual(ofType(pair.fetcher, 'peer-left'), [{ type: 'peer-left', peer: pair.holder.name }])
  })

  test(`${name} carries messages in the order in which they were sent`, async (t) => {
    const { fetcher, holder } = await open(t, honest)
    const messages = Array.from({ length: 50 }, (_, index) => haveOf(`${index}`))

    for (const message of messages) holder.carryOut({ type: 'send', peer: fetcher.name, message })
    await fetcher.until('message', messages.length)

    const expected = messages.map((message) => ({ type: 'message', peer: holder.name, message }))
    assert.deepEqual(ofType(fetcher, 'message'), expected)
  })
}

function ask(fetcher: LinkEnd, holder: LinkEnd, fetch: number): void {
  fetcher.carryOut({ type: 'fetch', fetch: fetch as FetchId, peer: holder.name, address, bytes })
}

/** Has the holder serve the request that is its `count`th. */
async function serveRequest({ holder }: LinkedPair, count: number): Promise<void> {
  const { request } = await holder.until('request', count)
  holder.carryOut({ type: 'serve', request, address, ticket: undefined })
}

/** Has a fetch asked, served and ended. `fetch` is also how many there are by now: each has made one request. */
async function fetchServed(pair: LinkedPair, fetch: number): Promise<InputOf<'fetched'>> {
  const before = ofType(pair.fetcher, 'fetched').length
  ask(pair.fetcher, pair.holder, fetch)
  await serveRequest(pair, fetch)
  return pair.fetcher.until('fetched', before + 1)
}

/** Brings fetch 1 of a slow pair to its middle. */
async function fetchHalf(pair: LinkedPair): Promise<void> {
  ask(pair.fetcher, pair.holder, 1)
  await serveRequest(pair, 1)
  await pair.fetcher.until('progress')
}

/** Passes a message to the holder: when it comes, the holder has also seen what the fetcher did before it. */
async function passFence({ fetcher, holder }: LinkedPair): Promise<void> {
  fetcher.carryOut({ type: 'send', peer: holder.name, message: haveOf('a fence') })
  await holder.until('message')
}

function haveOf(text: string): ExchangeMessage {
  return { type: 'have', addresses: [payloadAddress(sha256(Buffer.from(text)))] }
}

function ofType<Type extends ExchangeInput['type']>(end: LinkEnd, type: Type): readonly InputOf<Type>[] {
  return end.inputs.filter((input): input is InputOf<Type> => input.type === type)
}

function endsOf({ fetcher }: LinkedPair, fetch: number): readonly InputOf<'fetched' | 'fetch-failed'>[] {
  const ends = [...ofType(fetcher, 'fetched'), ...ofType(fetcher, 'fetch-failed')]
  return ends.filter((end) => end.fetch === fetch)
}

function failed(fetch: number, reason: InputOf<'fetch-failed'>['reason']): InputOf<'fetch-failed'> {
  return { type: 'fetch-failed', fetch: fetch as FetchId, reason }
}
