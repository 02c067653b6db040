import { readFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { fileURLToPath } from 'node:url'
import { controlProtocol } from '#adapters/libp2p/protocols.ts'
import { readCommit } from '#adapters/version/commit.ts'
import { rankingVersion } from '#core/exchange/owner.ts'
import { formatMajor } from '#core/format/bounds.ts'

/** What of `package.json` says which mycel this is. `gitHead` is there once it is packed. */
interface PackageFacts {
  readonly version: string
  readonly gitHead?: string
}

/** How many characters of a commit a person is shown. */
const commitShownLength = 7

/** Which mycel this is, with the versions by which it can talk to another, as `mycel --version` prints it. */
export function versionText(): string {
  const manifest = fileURLToPath(import.meta.resolve('#package.json'))
  const { version, gitHead } = JSON.parse(readFileSync(manifest, 'utf8')) as PackageFacts
  const commit = gitHead ?? readCommit(dirname(manifest))
  const wireMajor = controlProtocol.slice(controlProtocol.lastIndexOf('/') + 1)
  const source = `commit ${commit?.slice(0, commitShownLength) ?? 'unknown'}`
  return `mycel ${version} (${source}), format ${formatMajor}, wire ${wireMajor}, ranking ${rankingVersion}`
}
