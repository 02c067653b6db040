import type { WireForm } from '#core/format/decode-wire.ts'

/** A protobuf message as its fields, in order. */
export type WireTree = readonly WireNode[]

/** A field, or bytes that are written as they are. */
export type WireNode =
  | { readonly type: 'number'; readonly field: number; readonly value: bigint }
  | { readonly type: 'bytes'; readonly field: number; readonly content: Uint8Array }
  | { readonly type: 'message'; readonly field: number; readonly form: WireForm; readonly children: WireTree }
  | { readonly type: 'raw'; readonly content: Uint8Array }

/** Takes a message apart; what does not follow its form stays raw. */
export function readTree(bytes: Uint8Array, form: WireForm): WireTree {
  const nodes: WireNode[] = []
  let at = 0
  while (at < bytes.byteLength) {
    const tag = readVarint(bytes, at)
    const value = tag && readVarint(bytes, tag.end)
    if (value === undefined) break
    const field = Number(tag?.value ?? 0n) >>> 3
    const wireType = Number(tag?.value ?? 0n) & 7
    const inner = form[field]
    if (wireType === 0) {
      nodes.push({ type: 'number', field, value: value.value })
      at = value.end
    } else if (wireType === 2) {
      const end = value.end + Number(value.value)
      if (end > bytes.byteLength) break
      const content = bytes.subarray(value.end, end)
      if (typeof inner !== 'object') nodes.push({ type: 'bytes', field, content })
      else nodes.push({ type: 'message', field, form: inner, children: readTree(content, inner) })
      at = end
    } else break
  }
  if (at < bytes.byteLength) nodes.push({ type: 'raw', content: bytes.subarray(at) })
  return nodes
}

/** The bytes of a message. */
export function writeTree(tree: WireTree): Uint8Array {
  return Buffer.concat(tree.map(writeNode))
}

function writeNode(node: WireNode): Uint8Array {
  switch (node.type) {
    case 'raw':
      return node.content
    case 'number':
      return Buffer.concat([writeTag(node.field, 0), writeVarint(node.value)])
    case 'bytes':
      return writeBytes(node.field, node.content)
    case 'message':
      return writeBytes(node.field, writeTree(node.children))
  }
}

function writeBytes(field: number, content: Uint8Array): Uint8Array {
  return Buffer.concat([writeTag(field, 2), writeVarint(BigInt(content.byteLength)), content])
}

/** What a field begins with. */
export function writeTag(field: number, wireType: number): Uint8Array {
  return writeVarint((BigInt(field) << 3n) | BigInt(wireType))
}

/** A number in the varint form of protobuf, behind it `padding` bytes that add nothing to it. */
export function writeVarint(value: bigint, padding = 0): Uint8Array {
  const bytes: number[] = []
  let rest = value
  do {
    bytes.push(Number(rest & 0x7fn))
    rest >>= 7n
  } while (rest > 0n)
  for (let added = 0; added < padding; added++) bytes.push(0)
  return Uint8Array.from(bytes, (byte, index) => (index === bytes.length - 1 ? byte : byte | 0x80))
}

function readVarint(bytes: Uint8Array, start: number): { readonly value: bigint; readonly end: number } | undefined {
  let value = 0n
  for (let at = start; at < bytes.byteLength && at < start + 10; at++) {
    const byte = bytes[at] ?? 0
    value |= BigInt(byte & 0x7f) << BigInt(7 * (at - start))
    if (byte < 0x80) return { value, end: at + 1 }
  }
  return undefined
}
