import { type Multiaddr, multiaddr } from '@multiformats/multiaddr'
import * as v from 'valibot'
import { parseSourceUrl } from '#adapters/http/source-url.ts'
import { parseListenAddress } from '#adapters/metrics/listen-address.ts'
import { messageOf } from '#core/errors.ts'
import { parseName } from '#core/format/name.ts'
import { parseMinuteOfDay } from '#core/link/hours.ts'

/** A whole number of a unit (`seconds`), from `min` to `max`, `preset` where none is written. */
export function wholeNumber(range: WholeRange & { readonly preset: number }) {
  return v.optional(wholeFrom(range), range.preset)
}

/** A whole number of a unit (`kbit/s`), from `min` to `max`; undefined where none is written. */
export function optionalNumber(range: WholeRange) {
  return v.optional(wholeFrom(range))
}

/** A whole number of a unit that must be written. */
export function wholeFrom({ unit, min, max }: WholeRange) {
  const allowed = v.description<number, string>(`whole ${unit} from ${min} to ${max}`)
  return v.pipe(v.number(), v.integer(), v.minValue(min), v.maxValue(max), allowed)
}

interface WholeRange {
  readonly unit: string
  readonly min: number
  readonly max: number
}

/** A time of day. */
export function timeOfDay() {
  return textThat('a time of day such as "22:00"', parseMinuteOfDay, () => 'is none')
}

/** The name of a time zone of the IANA database. */
export function zoneName() {
  return textThat(
    'a time zone such as "Europe/Berlin"',
    (text) => new Intl.DateTimeFormat('en', { timeZone: text }),
    () => 'is none',
  )
}

/** A table of up to `max` texts, each with a name: `{ ring = "beta" }`. */
export function textTable(max: number) {
  const name = v.pipe(v.string(), v.regex(/^[a-z0-9][a-z0-9._-]{0,62}$/))
  const text = v.pipe(v.string(), v.minLength(1), v.maxLength(64), v.description('a text of 1 to 64 characters'))
  const allowed = `up to ${max} lines such as ring = "beta", with names of 1 to 63 of a-z, 0-9, '.', '_', '-'`
  return v.optional(
    v.pipe(v.record(name, text), v.maxEntries(max), v.description<Readonly<Record<string, string>>, string>(allowed)),
    {},
  )
}

/** `true` or `false`. */
export function flag(preset: boolean) {
  return v.optional(v.pipe(v.boolean(), v.description('true or false, without quotes')), preset)
}

/** One of a few words. */
export function oneOf<const Word extends string>(words: readonly Word[], preset: NoInfer<Word>) {
  const allowed = words.map((word) => `"${word}"`).join(' or ')
  return v.optional(v.pipe(v.picklist(words), v.description<Word, string>(allowed)), preset)
}

/** A path of 1 to 1024 characters. */
export function pathText(example: string) {
  return v.pipe(v.string(), v.minLength(1), v.maxLength(textLengthMax), v.description(`a path such as "${example}"`))
}

/** The name of a product or component: see {@link parseName}. */
export function nameText(example: string) {
  return textThat(
    `1 to 63 of a-z, 0-9, '.', '_', '-', starting with a letter or digit, such as "${example}"`,
    (text) => parseName('name', text),
    () => 'is not a name',
  )
}

/** The name by which nodes find each other by multicast. */
export function serviceName() {
  return v.pipe(
    v.string(),
    v.regex(/^_[a-z0-9]([a-z0-9-]{0,13}[a-z0-9])?\._(tcp|udp)\.local$/),
    v.description('a service name of DNS-SD (RFC 6763 §7) such as "_mycel._udp.local"'),
  )
}

/** A libp2p multiaddr over TCP to listen on. */
export function listenAddress() {
  return textThat(
    'a multiaddr such as "/ip4/0.0.0.0/tcp/0"',
    parseTcpAddress,
    (reason) => `cannot be listened on (${reason})`,
  )
}

/** A libp2p multiaddr over TCP that ends in the peer id of who must answer there. */
export function peerAddress() {
  return textThat(
    'a multiaddr such as "/ip4/192.0.2.10/tcp/4500/p2p/12D3Koo…", as the other side prints it at its start',
    parsePeerAddress,
    (reason) => `cannot be dialled (${reason})`,
  )
}

/** Where a web server has a copy of the repository: see {@link parseSourceUrl}. */
export function sourceUrl() {
  const allowed = 'a URL such as "https://cdn.example.com/mycel/"'
  return textThat(allowed, parseSourceUrl, (reason) => `cannot be fetched from (${reason})`)
}

/** A URL that a device asks whether it is healthy. */
export function healthUrl() {
  return textThat('a URL such as "http://127.0.0.1:8080/health"', parseWebUrl, () => 'is no URL with http or https')
}

function parseWebUrl(text: string): URL {
  if (!/^https?:/.test(text)) throw new Error('it is neither http nor https')
  return new URL(text)
}

/** An IP address with a port, or `""` for none. */
export function metricsAddress() {
  const address = textThat(
    '"127.0.0.1:9464", "[::1]:9464", or "" to serve none',
    (text) => text === '' || parseListenAddress(text),
    () => 'is not an IP address with a port',
  )
  return v.optional(address, '')
}

/** The longest text that is taken, in characters. */
const textLengthMax = 1024

/** A text that `read` takes without throwing. `complaint` says after the text what is wrong with it. */
function textThat(allowed: string, read: (text: string) => unknown, complaint: (reason: string) => string) {
  return v.pipe(
    v.string(),
    v.maxLength(textLengthMax),
    v.rawCheck(({ dataset, addIssue }) => {
      // A pipe goes on after a text that is too long, and base58 takes seconds for one of 16 KiB.
      if (!dataset.typed || dataset.value.length > textLengthMax) return
      try {
        read(dataset.value)
      } catch (error) {
        addIssue({
          message: `${JSON.stringify(withoutPassword(dataset.value).slice(0, 80))} ${complaint(messageOf(error))}`,
        })
      }
    }),
    v.description(allowed),
  )
}

/** A text as it may be shown: what stands where a URL has user and password is left out. */
function withoutPassword(text: string): string {
  return text.replace(/\/\/[^/]*@/, '//…@')
}

function parseTcpAddress(text: string): Multiaddr {
  const address = multiaddr(text)
  if (!address.getComponents().some(({ name }) => name === 'tcp')) throw new Error('it has no /tcp/ part')
  return address
}

/**
 * How a node's peer id begins in the bytes of a multiaddr: its length, then the head of an identity multihash of an
 * Ed25519 key, whose 32 bytes follow (libp2p specification, "Peer Ids and Keys").
 */
const peerIdHead = Buffer.from([38, 0x00, 36, 0x08, 0x01, 0x12, 32])

/** Compares bytes, because `@libp2p/peer-id` brings all kinds of keys into the memory of the supervisor. */
function parsePeerAddress(text: string): Multiaddr {
  const address = parseTcpAddress(text)
  const head = Buffer.from(address.bytes).subarray(-(peerIdHead.length + 32), -32)
  if (address.getComponents().at(-1)?.name !== 'p2p' || !head.equals(peerIdHead)) {
    throw new Error('it does not end in /p2p/ and the peer id of a node')
  }
  return address
}
