/** Writes the JSON Schema of scenario files, which editors read, from the code that holds files to it. */
import { writeFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { scenarioSchema } from '#sim/scenario/file/scenario-schema.ts'

/** Where the schema is published. */
export const schemaPath = resolve(import.meta.dirname, '../../sim/scenarios/scenario.schema.json')

/** The text of the published schema. */
export function schemaText(): string {
  return `${JSON.stringify(scenarioSchema, null, 2)}\n`
}

if (import.meta.main) writeFileSync(schemaPath, schemaText())
