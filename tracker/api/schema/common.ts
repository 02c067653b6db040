import { type TSchema, Type } from 'typebox'

/** A point in time as RFC 3339 has it, in UTC. */
export const instant = Type.String({ description: 'RFC 3339, UTC' })

/** A value or null. */
export function orNull<Schema extends TSchema>(schema: Schema) {
  return Type.Union([schema, Type.Null()])
}

/** Numbers by a name. */
export function numbersBy(description: string) {
  return Type.Record(Type.String(), Type.Number(), { description })
}

/** A count or a number of bytes. */
export const count = Type.Integer({ minimum: 0 })

/** An instant in ms of Unix time as {@link instant} has it. */
export function instantOf(ms: number): string {
  return new Date(ms).toISOString()
}

/** The name of a rollout in a path. */
export const rolloutParams = Type.Object({ id: Type.String({ minLength: 1, maxLength: 63 }) })
