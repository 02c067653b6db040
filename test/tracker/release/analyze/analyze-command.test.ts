import assert from 'node:assert/strict'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { gzipSync } from 'node:zlib'
import { Command, type OutputConfiguration } from 'commander'
import { temporaryDirectory } from '#test/conformance/temporary-directory.ts'
import { joined, noise } from '#test/core/delta/sample-images.ts'
import {
  makeExt,
  makeSquashfs,
  missing,
  sampleTree,
  type Tree,
  writeTree,
} from '#test/tracker/release/analyze/made-images.ts'
import type { Analysis } from '#tracker/release/analyze/analysis.ts'
import { registerAnalyzeCommand } from '#tracker/release/analyze/commands.ts'

test('the file of an ext4 that changed bears the cost', { skip: missing('mke2fs') }, async (context) => {
  const { analyze } = await openBench(context, { make: makeExt, changed: { 'usr/bin/tool': noise(70_000, 8) } })

  const { files, delta, ops } = await analyze()

  assert.equal(files.type, 'files')
  const [first] = files.top
  assert.equal(first?.path, 'usr/bin/tool')
  assert.ok(first.deltaBytes > 69_000 && !first.isNew)
  const all = [...files.top, files.rest, ...files.areas].reduce((sum, { deltaBytes }) => sum + deltaBytes, 0)
  assert.ok(Math.abs(all - delta.payloadBytes) < 20)
  assert.equal(ops.patch.bytes + ops.full.bytes, delta.payloadBytes)
})

test('a new file is called new', { skip: missing('mke2fs') }, async (context) => {
  const { analyze } = await openBench(context, { make: makeExt, changed: { 'opt/added': noise(50_000, 8) } })

  const { files } = await analyze()

  assert.equal(files.type, 'files')
  assert.deepEqual(
    files.top.filter(({ isNew }) => isNew).map(({ path }) => path),
    ['opt/added'],
  )
})

test('another UUID is found, with the command that fixes it', { skip: missing('mke2fs') }, async (context) => {
  const { analyze } = await openBench(context, {
    make: makeExt,
    changed: {},
    more: ['-U', '6d79636c-0000-4000-8000-000000000002'],
  })

  const { findings } = await analyze()

  const finding = findings.find(({ id }) => id === 'not-reproducible')
  assert.match(finding?.what ?? '', /UUID/)
  assert.match(finding?.advice.join(' ') ?? '', /mke2fs .*hash_seed=/)
})

test('the same tree packed again in the same way has no findings', { skip: missing('mke2fs') }, async (context) => {
  const { analyze } = await openBench(context, { make: makeExt, changed: {} })

  const { findings } = await analyze()

  assert.deepEqual(findings, [])
})

test('a compressed squashfs is called so, with its price', { skip: missing('mksquashfs') }, async (context) => {
  const text = Array.from({ length: 20_000 }, (_, line) => `line ${(line * 2654435761) % 1_000_003}\n`).join('')
  const { analyze } = await openBench(context, {
    make: makeSquashfs,
    changed: { 'usr/share/words': text },
  })

  const { findings, new: image } = await analyze()

  assert.equal(image.format.compression, 'gzip')
  const finding = findings.find(({ id }) => id === 'compressed')
  assert.match(finding?.cost ?? '', /3\.1 to 3\.8 times/)
})

test('another time of creation is found in squashfs with xz too', { skip: missing('mksquashfs') }, async (context) => {
  const tree = await writeTree(join(await temporaryDirectory(context), 'tree'), sampleTree())
  const image = await makeSquashfs(tree, ['-comp', 'xz'])
  const later = image.slice()
  later[squashfsTimeOffset] = 1 + (image[squashfsTimeOffset] ?? 0)
  const { analyze } = await openBench(context, { images: [image, later] })

  const { findings, files } = await analyze()

  assert.equal(files.type, 'unknown')
  assert.match(findings[0]?.what ?? '', /creation time/)
  assert.match(findings[0]?.advice[0] ?? '', /-mkfs-time/)
})

/** Where a squashfs has the time at which it was made. */
const squashfsTimeOffset = 8

test('gzip streams with another time are found', async (context) => {
  const [old, image] = [1_700_000_000, 1_800_000_000].map((time) => {
    const stream = gzipSync(noise(30_000))
    stream.writeUInt32LE(time, 4)
    return joined(noise(9000, 5), stream)
  })
  const { analyze } = await openBench(context, { images: [old ?? noise(1), image ?? noise(1)] })

  const { findings } = await analyze()

  assert.deepEqual(
    findings.map(({ id }) => id),
    ['file-times'],
  )
  assert.match(findings[0]?.advice[0] ?? '', /gzip -n/)
})

for (const columns of [60, 80]) {
  test(`no line is wider than ${columns} characters on a terminal of so many`, async (context) => {
    const image = noise(300_000)
    const { text } = await openBench(context, { images: [image, joined(noise(3000, 4), image, noise(90_000, 5))] })

    const lines = (await text(columns)).split('\n')

    assert.deepEqual(
      lines.filter((line) => line.length > columns),
      [],
    )
    assert.ok(lines.includes('Where in the new image'))
  })
}

test('a missing image is named, with what to do', async (context) => {
  const directory = await temporaryDirectory(context)

  const running = runAnalyze([join(directory, 'gone.img'), join(directory, 'gone.img')])

  await assert.rejects(running, /gone\.img cannot be read .*check the path/)
})

/** Two images: as given, or the sample tree and a changed one. */
type BenchImages =
  | { readonly images: readonly [Uint8Array, Uint8Array] }
  | {
      readonly make: (directory: string, more?: readonly string[]) => Promise<Uint8Array>
      readonly changed: Tree
      readonly more?: readonly string[]
    }

async function openBench(context: TestContext, bench: BenchImages) {
  const directory = await temporaryDirectory(context)
  const paths = [join(directory, 'old.img'), join(directory, 'new.img')]
  const images = 'images' in bench ? bench.images : await makePair(directory, bench)
  for (const [index, path] of paths.entries()) await writeFile(path, images[index] ?? new Uint8Array())
  return {
    analyze: async (): Promise<Analysis> => JSON.parse(await runAnalyze([...paths, '--json'])),
    text: (columns: number) => runAnalyze(paths, columns),
  }
}

async function makePair(directory: string, { make, changed, more }: Exclude<BenchImages, { images: unknown }>) {
  const old = await make(await writeTree(join(directory, 'old'), sampleTree()))
  return [old, await make(await writeTree(join(directory, 'new'), { ...sampleTree(), ...changed }), more)]
}

async function runAnalyze(words: readonly string[], columns?: number): Promise<string> {
  const written: string[] = []
  const output: OutputConfiguration = {
    writeOut: (text) => written.push(text),
    ...(columns === undefined ? {} : { getOutHelpWidth: () => columns }),
  }
  const program = new Command().exitOverride()
  const release = program.command('release')
  registerAnalyzeCommand(release)
  for (const command of release.commands) command.configureOutput(output)
  await program.parseAsync(['release', 'analyze', ...words], { from: 'user' })
  return written.join('')
}
