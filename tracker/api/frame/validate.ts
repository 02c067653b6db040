import type { FastifySchemaCompiler } from 'fastify'
import type { TSchema } from 'typebox'
import { Compile } from 'typebox/compile'

/** The most problems of one request that are told. */
const problemsMax = 20

/** One thing that is wrong with a value: where, and what. */
export interface SchemaProblem {
  /** `/phases/0/percent`; empty for the whole. */
  readonly instancePath: string
  readonly message: string
}

/**
 * Checks requests by the schemas that the OpenAPI document shows. Numbers in a query are read from their text; a body
 * must be as the schema says.
 */
export const schemaCompiler: FastifySchemaCompiler<TSchema> = ({ schema, httpPart }) => {
  const compiled = Compile(schema)
  const isText = httpPart === 'querystring' || httpPart === 'params'
  return (data: unknown) => {
    const value = isText ? compiled.Default(compiled.Convert(data)) : data
    if (compiled.Check(value)) return { value }
    const problems = problemsIn(compiled.Errors(value))
    const error = Object.assign(new Error(problems[0]?.message ?? 'does not fit'), { validation: problems })
    return { error }
  }
}

/** The problems of a value with a schema; empty where it fits. */
export function schemaProblems(schema: TSchema, value: unknown): readonly SchemaProblem[] {
  return problemsIn(Compile(schema).Errors(value))
}

function problemsIn(errors: readonly SchemaProblem[] | readonly object[]): readonly SchemaProblem[] {
  const problems = (errors as readonly SchemaProblem[]).map(({ instancePath, message }) => ({ instancePath, message }))
  // Of a field that is not allowed both itself and its table are told: the latter is the better one.
  return problems.filter(({ message }) => message !== 'schema is false').slice(0, problemsMax)
}
