import { type TSchema, Type } from 'typebox'
import { Problem } from './problem.ts'

/** The most items of one page, and how many there are unless asked for. */
const pageItemsMax = 200
const pageItems = 50

/** What a list is asked for with. */
export const pageQuery = {
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: pageItemsMax, default: pageItems })),
  cursor: Type.Optional(Type.String({ maxLength: 512, description: 'The `next` of the page before' })),
}

/** A page of a list: `next` is the cursor of the page behind it, null on the last one. */
export function pageOf<Item extends TSchema>(item: Item) {
  return Type.Object({ items: Type.Array(item), next: Type.Union([Type.String(), Type.Null()]) })
}

/** A page as {@link pageOf} describes it. */
export interface Page<Item> {
  readonly items: readonly Item[]
  readonly next: string | null
}

/** A place in a list as a text that says nothing to others. */
function cursorOf(place: string): string {
  return Buffer.from(place).toString('base64url')
}

/** The place that a cursor stands for; undefined is the begin. Throws {@link Problem} on one that is none of ours. */
export function placeOf(cursor: string | undefined): string | undefined {
  if (cursor === undefined) return undefined
  const place = Buffer.from(cursor, 'base64url').toString()
  if (cursor !== '' && cursorOf(place) === cursor) return place
  throw new Problem('malformed-request', 'the cursor is not one of this list: take the `next` of the page before')
}

/** How many items a page has. */
export function limitOf(limit: number | undefined): number {
  return limit ?? pageItems
}

/** The page of a whole list that begins after the item whose `place` a cursor names; the list is ordered by place. */
export function pageIn<Item>(
  items: readonly Item[],
  { limit, cursor }: { readonly limit?: number; readonly cursor?: string },
  place: (item: Item) => string,
): Page<Item> {
  const after = placeOf(cursor)
  const rest = after === undefined ? items : items.filter((item) => place(item) > after)
  return firstPage(rest, limitOf(limit), place)
}

/** The page that some items begin with: one more than the limit tells that there is a next one. */
export function firstPage<Item>(found: readonly Item[], limit: number, place: (item: Item) => string): Page<Item> {
  const items = found.slice(0, limit)
  const last = items.at(-1)
  return { items, next: last !== undefined && found.length > limit ? cursorOf(place(last)) : null }
}
