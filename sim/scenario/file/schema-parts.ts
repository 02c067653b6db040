import { type Quantity, quantityPattern, quantityText } from './quantity.ts'

/**
 * A part of the JSON Schema. Beside standard keywords it has `x-allowed`, what to write, for messages; and
 * `x-quantity`, what a text with a unit is and its bounds.
 */
export type SchemaPart = Readonly<Record<string, unknown>>

/** The help that an editor shows beside a key. */
export interface Help {
  readonly title: string
  /** What it means, as one or more sentences. */
  readonly description: string
  /** As it would be written. */
  readonly default?: unknown
}

/** What `x-quantity` says: bounds are written as the quantity itself is. */
export interface QuantityRule extends QuantityBounds {
  readonly kind: Quantity
}

/** Bounds of a quantity, with units: `above` is not allowed itself. */
export interface QuantityBounds {
  readonly above?: string
  readonly min?: string
  readonly max?: string
}

/** The time of day of RFC 3339, without seconds. */
export const timePattern = '([01][0-9]|2[0-3]):[0-5][0-9]'

/** A number with a unit, as text. */
export function quantity(kind: Quantity, bounds: QuantityBounds, help: Help): SchemaPart {
  const rule: QuantityRule = { kind, ...bounds }
  const part = { type: 'string', pattern: quantityPattern([kind]), 'x-quantity': rule }
  return allowed(quantityText(kind), { ...part, ...help })
}

/** A share: 0 to `max`, or a percentage. */
export function share(help: Help, max = 1): SchemaPart {
  return allowed('a share such as 20 % or 0.2', {
    type: ['string', 'number'],
    pattern: quantityPattern(['percentage']),
    'x-quantity': { kind: 'percentage', min: '0 %', max: `${max * 100} %` } satisfies QuantityRule,
    minimum: 0,
    maximum: max,
    ...help,
  })
}

/** A share of the image, or a size. */
export function shareOrSize(help: Help): SchemaPart {
  return allowed('a share such as 12 % or 0.12, or a size such as 8 MiB', {
    type: ['string', 'number'],
    pattern: quantityPattern(['percentage', 'size']),
    exclusiveMinimum: 0,
    maximum: 1,
    ...help,
  })
}

/** A whole number. */
export function whole(bounds: { readonly min: number; readonly max: number }, help: Help): SchemaPart {
  const { min, max } = bounds
  return allowed(`a whole number from ${min} to ${max}`, { type: 'integer', minimum: min, maximum: max, ...help })
}

/** What `one` is, or `{from: …, to: …}` of it: then each site or device draws evenly. */
export function spread(one: SchemaPart): SchemaPart {
  const { title, description, default: _, ...bare } = one
  const bound = (text: string): SchemaPart => ({ ...bare, title: text, description: `${description}` })
  return {
    ...allowed(`${one['x-allowed']}, or {from: …, to: …}`, { ...one, type: [one['type'], 'object'] }),
    description: `${description} With {from: …, to: …} it is drawn evenly between the two.`,
    properties: { from: bound(`${title}, least`), to: bound(`${title}, most`) },
    required: ['from', 'to'],
    additionalProperties: false,
    'x-spread': true,
  }
}

/** One of a few words or numbers. */
export function word(words: readonly (string | number)[], help: Help): SchemaPart {
  return allowed(`one of ${words.join(', ')}`, { enum: words, ...help })
}

/** True or false. */
export function flag(help: Help): SchemaPart {
  return allowed('true or false', { type: 'boolean', ...help })
}

/** A text of one line that matches `pattern`; `as` says how to write it. */
export function text(as: string, pattern: string, help: Help): SchemaPart {
  return allowed(as, { type: 'string', pattern, ...help })
}

/** A map with these keys and no others. */
export function map(
  properties: Readonly<Record<string, SchemaPart>>,
  help: Help & { readonly required?: readonly string[] },
): SchemaPart {
  return allowed('a map of keys', { type: 'object', properties, additionalProperties: false, ...help })
}

/** A map from names, which `names` describes, to values. */
export function dictionary(
  names: { readonly as: string; readonly pattern: string; readonly max: number; readonly min?: number },
  value: SchemaPart,
  help: Help,
): SchemaPart {
  return allowed(`a map from ${names.as} to values`, {
    type: 'object',
    patternProperties: { [names.pattern]: value },
    additionalProperties: false,
    minProperties: names.min ?? 0,
    maxProperties: names.max,
    'x-names': names.as,
    ...help,
  })
}

/** A list of some items. */
export function list(item: SchemaPart, length: { readonly min: number; readonly max: number }, help: Help): SchemaPart {
  return allowed(`a list of ${length.min} to ${length.max}`, {
    type: 'array',
    items: item,
    minItems: length.min,
    maxItems: length.max,
    ...help,
  })
}

function allowed(as: string, part: SchemaPart): SchemaPart {
  return { ...part, 'x-allowed': as }
}
