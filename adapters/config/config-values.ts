import { peerIdFromString } from '@libp2p/peer-id'
import { multiaddr } from '@multiformats/multiaddr'
import { Type } from 'typebox'
import { messageOf } from '#core/errors.ts'
import { parseName } from '#core/format/name.ts'

/** A whole number of a unit (`seconds`), from `min` to `max`, `preset` where none is written. */
export function wholeNumber(range: {
  readonly unit: string
  readonly min: number
  readonly max: number
  readonly preset: number
}) {
  const description = `whole ${range.unit} from ${range.min} to ${range.max}`
  return Type.Integer({ minimum: range.min, maximum: range.max, default: range.preset, description })
}

/** `true` or `false`. */
export function flag(preset: boolean) {
  return Type.Boolean({ default: preset, description: 'true or false, without quotes' })
}

/** One of a few words. */
export function oneOf<const Word extends string>(words: readonly Word[], preset: Word) {
  return Type.Enum([...words], { default: preset, description: words.map((word) => `"${word}"`).join(' or ') })
}

/** A path of 1 to 1024 characters. */
export function pathText(example: string, preset?: string) {
  const rule = { minLength: 1, maxLength: 1024, description: `a path such as "${example}"` }
  return Type.String(preset === undefined ? rule : { ...rule, default: preset })
}

/** The name of a product or component: see {@link parseName}. */
export function nameText(example: string) {
  const description = `1 to 63 of a-z, 0-9, '.', '_', '-', starting with a letter or digit, such as "${example}"`
  return refined(
    description,
    (text) => parseName('name', text),
    () => 'is not a name',
  )
}

/** A libp2p multiaddr over TCP to listen on. */
export function listenAddress() {
  return refined(
    'a multiaddr such as "/ip4/0.0.0.0/tcp/0"',
    requireTcp,
    (reason) => `cannot be listened on (${reason})`,
  )
}

/** A libp2p multiaddr over TCP that ends in the peer id of who must answer there. */
export function peerAddress() {
  const description =
    'a multiaddr such as "/ip4/192.0.2.10/tcp/4500/p2p/12D3Koo…", as the other side prints it at its start'
  return refined(description, requirePeer, (reason) => `cannot be dialled (${reason})`)
}

function requireTcp(text: string): void {
  const names = multiaddr(text)
    .getComponents()
    .map(({ name }) => name)
  if (!names.includes('tcp')) throw new Error('it has no /tcp/ part')
}

function requirePeer(text: string): void {
  requireTcp(text)
  const last = multiaddr(text).getComponents().at(-1)
  if (last?.name !== 'p2p' || last.value === undefined) throw new Error('it does not end in /p2p/ and a peer id')
  peerIdFromString(last.value)
}

/** A text that `read` takes without throwing. `complaint` says after the text what is wrong with it. */
function refined(description: string, read: (text: string) => unknown, complaint: (reason: string) => string) {
  const reasonAgainst = (text: string): string | undefined => {
    try {
      read(text)
      return undefined
    } catch (error) {
      return messageOf(error)
    }
  }
  return Type.Refine(
    Type.String({ maxLength: 1024, description }),
    (text) => reasonAgainst(text) === undefined,
    (text) => `${JSON.stringify(text.slice(0, 80))} ${complaint(reasonAgainst(text) ?? '')}`,
  )
}
