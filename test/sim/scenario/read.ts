import { ScenarioError } from '#sim/scenario/file/scenario-error.ts'
import { readScenario } from '#sim/scenario/read-scenario.ts'
import type { ReleaseModel, Scenario } from '#sim/scenario/scenario.ts'

/** The lines of the smallest scenario file. */
export const smallest = `title: Twenty devices behind one link.
fleet:
  sites:
    - devices: 20
release:
  image: 64 MiB
`

/** Reads a file of this text. */
export function read(text: string, options?: { readonly release?: ReleaseModel }): Scenario {
  return readScenario(text, 'x.yaml', options)
}

/** The lines of the message that reading a file of this text ends with; none where it can be used. */
export function complaintsAbout(text: string): readonly string[] {
  try {
    read(text)
    return []
  } catch (error) {
    if (!(error instanceof ScenarioError)) throw error
    return error.message.split('\n')
  }
}
