import { readdir, readFile } from 'node:fs/promises'
import { basename, join, resolve } from 'node:path'
import { UserError } from '#core/errors.ts'
import { readScenario } from '#sim/scenario/read-scenario.ts'
import { readReleaseModel } from '#sim/scenario/release-from-repository.ts'
import { scaleDevices } from '#sim/scenario/scale-devices.ts'
import type { Scenario } from '#sim/scenario/scenario.ts'

/** The scenarios that come with mycel. */
const gallery = resolve(import.meta.dirname, '../scenarios')

/** What a command line changes of a scenario. */
export interface ScenarioChanges {
  readonly devices?: number
  readonly release?: string
  readonly product?: string
  readonly version?: string
  readonly component?: string
}

/** The names of the scenarios that come with mycel. */
export async function galleryNames(): Promise<readonly string[]> {
  const files = await readdir(gallery)
  return files.filter((file) => file.endsWith('.yaml')).map((file) => basename(file, '.yaml'))
}

/** Reads a scenario by its path or its name in the gallery. Throws {@link UserError} with all that is wrong with it. */
export async function loadScenario(named: string, changes: ScenarioChanges = {}): Promise<Scenario> {
  const isName = /^[\w-]+$/.test(named)
  const path = isName ? join(gallery, `${named}.yaml`) : named
  const text = await readFile(path, 'utf8').catch(async (error: NodeJS.ErrnoException) => {
    const names = (await galleryNames()).join(', ')
    const what = error.code === 'ENOENT' ? 'there is no such file' : error.message
    throw new UserError(`scenario ${named}: ${what}; name a file that ends in .yaml, or one of ${names}`)
  })
  const release = await releaseOf(changes)
  const scenario = readScenario(text, isName ? `${named}.yaml` : path, release === undefined ? {} : { release })
  return changes.devices === undefined ? scenario : scaleDevices(scenario, changes.devices)
}

async function releaseOf({ release: directory, product, version, component }: ScenarioChanges) {
  if (directory === undefined) {
    if ((product ?? version ?? component) === undefined) return undefined
    throw new UserError('--product, --version and --component name a release of a repository: give --release DIR too')
  }
  if (product === undefined || version === undefined) {
    throw new UserError("--release DIR needs --product NAME and --version V: 'mycel release list' says which there are")
  }
  return readReleaseModel({ directory, product, version, ...(component === undefined ? {} : { component }) })
}
