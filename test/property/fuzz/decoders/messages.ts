import { chunkAddress, payloadAddress } from '#core/address.ts'
import type { PeerName } from '#core/exchange/contract.ts'
import {
  decodeFetch,
  decodeFetchAnswer,
  encodeFetch,
  encodeFetchAnswer,
  type FetchAnswer,
  type FetchRequest,
  fetchForm,
  fetchReplyForm,
} from '#core/exchange/fetch-message.ts'
import { decodeMessage, encodeMessage, type Message, messageForm } from '#core/exchange/message.ts'
import type { Random } from '#core/random.ts'
import { anyDigest } from '#test/property/fuzz/decoders/documents.ts'
import { anyBytes, type FuzzedDecoder, many, pick } from '#test/property/fuzz/fuzzed-decoder.ts'
import { wireMutators, withNewerMajor, withUnknownField } from '#test/property/fuzz/mutate/mutate-wire.ts'

export const messageDecoder: FuzzedDecoder<Message> = {
  name: 'control message',
  samples: (random) =>
    many(5, () => anyMessages(random))
      .flat()
      .map(encodeMessage),
  decode: decodeMessage,
  encode: encodeMessage,
  mutators: wireMutators(messageForm),
  withUnknown: (sample, random) => withUnknownField(sample, messageForm, random),
  newer: (sample) => withNewerMajor(sample, messageForm),
}

/** One of each kind. */
function anyMessages(random: Random): readonly Message[] {
  const addresses = many(random.below(4), () => '/ip4/127.0.0.1/tcp/4500')
  const payloads = () => many(random.below(5), () => payloadAddress(anyDigest(random)))
  const chunks = () => many(random.below(5), () => chunkAddress(anyDigest(random)))
  const leased = () => payloads().map((address) => ({ address, receivedBytes: random.below(2 ** 32) * 2 ** 20 }))
  const sealed = () =>
    many(random.below(4), () => ({
      statement: anyBytes(random, random.below(200)),
      certificate: anyBytes(random, random.below(200)),
      signature: anyBytes(random, 64),
    }))
  const version = () => random.below(2 ** 32)
  const certificate = anyBytes(random, random.below(200))
  return [
    {
      type: 'hello',
      features: ['later'],
      certificate,
      role: 'device',
      ranking: 1,
      listen: addresses,
      images: many(random.below(3), () => anyDigest(random)),
    },
    { type: 'head', rootVersion: version(), timestampVersion: version() },
    { type: 'have', addresses: [...payloads(), ...chunks()] },
    { type: 'lease', taken: leased(), dropped: payloads() },
    { type: 'standings', sealed: sealed() },
    { type: 'forged' },
    { type: 'metadata-request', request: version(), role: pick(random, ['root', 'timestamp']), version: version() },
    { type: 'metadata', request: version(), content: pick(random, [undefined, anyBytes(random, 50)]) },
    { type: 'peers-request' },
    { type: 'peers', addresses },
    { type: 'reports', sealed: sealed() },
    {
      type: 'reports-taken',
      receipt: { statement: anyBytes(random, 40), tracker: '12D3KooW' as PeerName, signature: anyBytes(random, 64) },
    },
    { type: 'relays', on: pick(random, [true, false]) },
  ]
}

export const fetchDecoder: FuzzedDecoder<FetchRequest> = {
  name: 'fetch',
  samples: (random) =>
    [
      { address: payloadAddress(anyDigest(random)), offset: 0 },
      { address: chunkAddress(anyDigest(random)), offset: random.below(2 ** 32) },
    ].map(encodeFetch),
  decode: decodeFetch,
  encode: encodeFetch,
  mutators: wireMutators(fetchForm),
  withUnknown: (sample, random) => withUnknownField(sample, fetchForm, random),
}

const answers: readonly FetchAnswer[] = [
  { type: 'found', totalBytes: 0, offset: 0 },
  { type: 'found', totalBytes: 1_048_577, offset: 65_536 },
  { type: 'busy' },
  { type: 'missing' },
  { type: 'refused' },
]

export const fetchAnswerDecoder: FuzzedDecoder<FetchAnswer> = {
  name: 'fetch answer',
  samples: () => answers.map(encodeFetchAnswer),
  decode: decodeFetchAnswer,
  encode: encodeFetchAnswer,
  mutators: wireMutators(fetchReplyForm),
  withUnknown: (sample, random) => withUnknownField(sample, fetchReplyForm, random),
}
