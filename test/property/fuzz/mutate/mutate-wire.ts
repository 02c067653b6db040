import type { WireForm } from '#core/format/decode-wire.ts'
import type { Random } from '#core/random.ts'
import { anyBytes, type Mutator, many, pick } from '#test/property/fuzz/fuzzed-decoder.ts'
import {
  readTree,
  type WireNode,
  type WireTree,
  writeTag,
  writeTree,
  writeVarint,
} from '#test/property/fuzz/mutate/wire-tree.ts'

/** Damage to one field of a protobuf message of this form, at any depth. */
export function wireMutators(form: WireForm): readonly Mutator[] {
  return nodeMutations.map((mutate): Mutator => {
    return (input, random) => writeTree(atAnyDepth(readTree(input, form), random, mutate))
  })
}

/** The same message with a field that its form does not have, at any depth. */
export function withUnknownField(sample: Uint8Array, form: WireForm, random: Random): Uint8Array {
  return writeTree(insertUnknown(readTree(sample, form), random))
}

/**
 * The same message with major version 2, which puts a number of fixed length where version 1 has something else.
 * Undefined where it has no version.
 */
export function withNewerMajor(sample: Uint8Array, form: WireForm): Uint8Array | undefined {
  const newer = newerTree(readTree(sample, form), form)
  return newer && writeTree(newer)
}

function newerTree(tree: WireTree, form: WireForm): WireTree | undefined {
  const [first, ...rest] = tree
  if (first?.type === 'number' && form[first.field] === 'major') {
    const strange: WireNode = { type: 'raw', content: Buffer.concat([writeTag(2, 1), Buffer.alloc(8)]) }
    return [{ ...first, value: 2n }, strange, ...rest]
  }
  if (first?.type !== 'message') return undefined
  const children = newerTree(first.children, first.form)
  return children && [{ ...first, children }, ...rest]
}

function insertUnknown(tree: WireTree, random: Random): WireTree {
  const places = [...tree.entries()].filter(([, node]) => node.type === 'message')
  if (places.length === 0 || random.below(2) === 0) {
    return tree.toSpliced(random.below(tree.length + 1), 0, unknownField(random))
  }
  const [index, node] = pick(random, places)
  if (node.type !== 'message') return tree
  return tree.with(index, { ...node, children: insertUnknown(node.children, random) })
}

/** No form has so high a field. */
function unknownField(random: Random): WireNode {
  const field = 100 + random.below(1000)
  return pick<WireNode>(random, [
    {
      type: 'number',
      field,
      value: pick(
        random,
        oddNumbers.filter((value) => value < 1n << 64n),
      ),
    },
    { type: 'bytes', field, content: anyBytes(random, random.below(20)) },
    { type: 'raw', content: Buffer.concat([writeTag(field, 1), anyBytes(random, 8)]) },
    { type: 'raw', content: Buffer.concat([writeTag(field, 5), anyBytes(random, 4)]) },
  ])
}

const oddNumbers = [
  0n,
  1n,
  2n,
  127n,
  128n,
  65_536n,
  ...[31n, 32n, 53n, 63n, 64n].flatMap((bits) => [(1n << bits) - 1n, 1n << bits]),
]

/** What takes the place of one field. */
type NodeMutation = (node: WireNode, random: Random, tree: WireTree) => readonly WireNode[]

const nodeMutations: readonly NodeMutation[] = [
  () => [],
  (node) => [node, node],
  repeatNode,
  (node, random, tree) => [node, pick(random, tree)],
  (node, random) => [node, unknownField(random)],
  (node, random) => [withOtherValue(node, random)],
  (node, random) => (node.type === 'raw' ? [node] : [{ ...node, field: random.below(12) }]),
  (node, random) => [{ type: 'raw', content: falseLength(node, random) }],
  (node, random) => [{ type: 'raw', content: paddedNumber(node, random) }],
  (node, random) => [{ type: 'raw', content: Buffer.alloc(pick(random, [1, 100, 20_000]), writeTag(1, 3)) }, node],
]

/** Often enough to pass the bound of any list, but for fields that are long. */
function repeatNode(node: WireNode, random: Random): readonly WireNode[] {
  const timesMax = Math.ceil(repeatedBytesMax / (writeTree([node]).byteLength + 1))
  return many(Math.min(timesMax, pick(random, [3, 70, 2100])), () => node)
}

/** The most bytes that one repetition adds. */
const repeatedBytesMax = 128 * 1024

function withOtherValue(node: WireNode, random: Random): WireNode {
  const field = node.type === 'raw' ? 1 : node.field
  return pick<WireNode>(random, [
    { type: 'number', field, value: pick(random, oddNumbers) },
    { type: 'bytes', field, content: anyBytes(random, pick(random, [0, 1, 31, 32, 33, 500])) },
    { type: 'bytes', field, content: Buffer.from(pick(random, ['', '../..', '\u0000', '\u{1f600}'.repeat(40), 'x'])) },
    { type: 'message', field, form: {}, children: [node] },
  ])
}

/** A field that says that it is longer or shorter than it is. */
function falseLength(node: WireNode, random: Random): Uint8Array {
  const content = node.type === 'bytes' ? node.content : writeTree([node])
  const said = pick(random, [0n, BigInt(content.byteLength + 1), BigInt(random.below(200)), 0xffff_ffffn])
  return Buffer.concat([writeTag(node.type === 'raw' ? 1 : node.field, 2), writeVarint(said), content])
}

function paddedNumber(node: WireNode, random: Random): Uint8Array {
  if (node.type !== 'number') return writeTree([node])
  return Buffer.concat([writeTag(node.field, 0), writeVarint(node.value, 1 + random.below(10))])
}

function atAnyDepth(tree: WireTree, random: Random, mutate: NodeMutation): WireTree {
  if (tree.length === 0) return tree
  const index = random.below(tree.length)
  const node = tree[index] as WireNode
  if (node.type === 'message' && node.children.length > 0 && random.below(3) > 0) {
    return tree.with(index, { ...node, children: atAnyDepth(node.children, random, mutate) })
  }
  return tree.toSpliced(index, 1, ...mutate(node, random, tree))
}
