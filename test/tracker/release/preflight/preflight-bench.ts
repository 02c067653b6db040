/** A repository with keys on disk, and checklists of its releases. */
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { TestContext } from 'node:test'
import { temporaryDirectory } from '#test/conformance/temporary-directory.ts'
import { noise, worn } from '#test/core/delta/sample-images.ts'
import { trackerStatus } from '#test/tracker/status/tracker-status.ts'
import { initialiseKeys, keyRoles, readRootFile } from '#tracker/keys/key-files.ts'
import { loadSigners } from '#tracker/keys/load-signers.ts'
import { type BuildInput, buildRelease } from '#tracker/release/build.ts'
import type { ChecklistLine } from '#tracker/release/preflight/checklist.ts'
import { preflight } from '#tracker/release/preflight/preflight.ts'
import type { PreflightInput } from '#tracker/release/preflight/preflight-input.ts'
import { Repository } from '#tracker/release/repository.ts'

/** A tracker that has all its keys. */
export const status = { ...trackerStatus, keys: { directory: '/srv/keys', present: [...keyRoles] } }

export interface PreflightBench {
  readonly directory: string
  readonly keys: string
  readonly repository: Repository
  /** Builds a gated release of the product `hub` with one component, whose image differs with its version. */
  build(version: string, more?: Partial<BuildInput>): Promise<void>
  /** The lines of a checklist, by what was asked. */
  check(version: string, more?: Partial<PreflightInput>): Promise<Readonly<Record<string, ChecklistLine>>>
}

export async function openPreflightBench(t: TestContext): Promise<PreflightBench> {
  const directory = await temporaryDirectory(t)
  const keys = join(directory, 'keys')
  await initialiseKeys(keys)
  const repository = await Repository.openOrCreate(join(directory, 'repo'), await readRootFile(keys))
  const signers = await loadSigners(keys)
  let built = 0
  return {
    directory,
    keys,
    repository,
    build: async (version, more) => {
      const imagePath = join(directory, 'app.img')
      await writeFile(imagePath, built === 0 ? noise(100_000) : worn(noise(100_000), 700 + built))
      built += 1
      const what = { product: 'hub', version, components: [{ name: 'app', imagePath }] }
      await buildRelease({
        repository,
        ...what,
        from: 'all',
        signers,
        now: new Date(),
        terms: { gated: true },
        ...more,
      })
    },
    check: async (version, more) => {
      const { lines } = await preflight({
        ...{ repository, keys, product: 'hub', version, fleet: undefined, acknowledgedBy: 'Ada' },
        ...{ isOneWay: false, isAnalyzed: false, now: new Date(), onProgress: () => undefined },
        tracker: { status, url: undefined, acknowledge: async () => undefined },
        ...more,
      })
      return Object.fromEntries(lines.map((line) => [line.item, line]))
    },
  }
}
