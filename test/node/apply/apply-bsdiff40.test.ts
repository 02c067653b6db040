import assert from 'node:assert/strict'
import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { Command } from 'commander'
import { makeBsdiff40 } from '#adapters/bsdiff/bsdiff40.ts'
import { sha256 } from '#core/digest.ts'
import { UserError } from '#core/errors.ts'
import { registerCommands } from '#node/apply/commands.ts'
import { whyNoBsdiff } from '#test/adapters/bsdiff/why-no-bsdiff.ts'
import { temporaryDirectory } from '#test/conformance/temporary-directory.ts'
import { noise, worn } from '#test/core/delta/sample-images.ts'

const skip = await whyNoBsdiff()
const old = noise(60_000)
const image = worn(old, 700)
const digest = sha256(image)

test('a patch makes the new image', { skip }, async (t) => {
  const { directory, apply } = await openBench(t)

  const printed = JSON.parse(await apply('old', 'new', '--patch', 'patch', '--sha256', digest, '--json'))

  assert.equal(sha256(await readFile(join(directory, 'new'))), digest)
  const patchBytes = (await readFile(join(directory, 'patch'))).byteLength
  assert.deepEqual(printed, { baseImage: sha256(old), image: digest, imageBytes: image.byteLength, patchBytes })
})

test('what a patch did is said with the digests of both images', { skip }, async (t) => {
  const { apply } = await openBench(t)

  const printed = await apply('old', 'new', '--patch', 'patch', '--sha256', digest)

  assert.match(printed, new RegExp(`new image.*${digest}.*old image.*${sha256(old)}.*patch +\\d+ bytes, BSDIFF40`, 's'))
})

test('a patch that makes another image than was named leaves no file', { skip }, async (t) => {
  const { directory, apply } = await openBench(t)

  const applying = apply('old', 'new', '--patch', 'patch', '--sha256', sha256(old))

  await assert.rejects(applying, refusal(/patch cannot be applied to .*old: it makes an image with sha256/))
  assert.deepEqual((await readdir(directory)).toSorted(), ['old', 'patch'])
})

test('a file that is there already is left as it is', { skip }, async (t) => {
  const { directory, apply } = await openBench(t)
  await writeFile(join(directory, 'new'), 'precious')

  const applying = apply('old', 'new', '--patch', 'patch', '--sha256', digest)

  await assert.rejects(applying, refusal(/new exists already and was left as it is/))
  assert.equal(await readFile(join(directory, 'new'), 'utf8'), 'precious')
})

test('a file that is no patch is refused by its name', { skip }, async (t) => {
  const { apply } = await openBench(t)

  const applying = apply('old', 'new', '--patch', 'old', '--sha256', digest)

  await assert.rejects(applying, refusal(/old is no patch that can be applied \(.*BSDIFF40\)/))
})

test('an old image that is not there is refused by its name', { skip }, async (t) => {
  const { apply } = await openBench(t)

  const applying = apply('nowhere', 'new', '--patch', 'patch', '--sha256', digest)

  await assert.rejects(applying, refusal(/the old image .*nowhere cannot be read \(ENOENT/))
})

const wrongWords: readonly (readonly [readonly string[], RegExp])[] = [
  [[], /name a release by --repo, --root, --product and --version, or a patch/],
  [['--patch', 'patch'], /--patch and --sha256 go together/],
  [['--sha256', digest], /--sha256 goes with --patch/],
  [['--patch', 'patch', '--sha256', digest, '--product', 'hub'], /leave --product out/],
]
for (const [words, message] of wrongWords) {
  test(`'apply OLD NEW${words.map((word) => ` ${word.slice(0, 12)}`).join('')}' is refused with what is missing`, async () => {
    await assert.rejects(run(['apply', 'old', 'new', ...words]), refusal(message))
  })
}

interface Bench {
  readonly directory: string
  /** Applies; words without dashes are files of the directory, save the digest. Resolves with what was printed. */
  apply(...words: readonly string[]): Promise<string>
}

async function openBench(t: TestContext): Promise<Bench> {
  const directory = await temporaryDirectory(t)
  const made = await makeBsdiff40(old, image)
  assert.ok(made.type === 'done')
  await writeFile(join(directory, 'old'), old)
  await writeFile(join(directory, 'patch'), made.bytes)
  const isFile = (word: string): boolean => /^[a-z]+$/.test(word)
  return {
    directory,
    apply: (...words) => run(['apply', ...words.map((word) => (isFile(word) ? join(directory, word) : word))]),
  }
}

async function run(words: readonly string[]): Promise<string> {
  let printed = ''
  const program = new Command().exitOverride()
  registerCommands(program)
  for (const command of program.commands) command.configureOutput({ writeOut: (text) => (printed += text) })
  await program.parseAsync(words, { from: 'user' })
  return printed
}

function refusal(message: RegExp): (error: unknown) => boolean {
  return (error) => error instanceof UserError && message.test(error.message)
}
