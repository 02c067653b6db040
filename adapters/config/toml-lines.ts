import { parse } from 'smol-toml'

/** The way to a value in a TOML document: keys of tables and indices of arrays. */
export type KeyPath = readonly (string | number)[]

/**
 * Finds the line, from 1, on which a key or array element stands, or its nearest parent that is written down.
 * `text` must be a well-formed TOML 1.0 document: `smol-toml` has read it, but tells no lines.
 */
export function tomlLines(text: string): (path: KeyPath) => number {
  const lines = new LineScanner(text).scan()
  return (path) => {
    for (let length = path.length; length > 0; length--) {
      const line = lines.get(nameOf(path.slice(0, length)))
      if (line !== undefined) return line
    }
    return 1
  }
}

function nameOf(path: KeyPath): string {
  return JSON.stringify(path)
}

const blank = /[ \t]*/y
const blankLines = /(?:[ \t\r\n]|#[^\n]*)*/y
const bareKey = /[A-Za-z0-9_-]+/y
const string = /"""(?:[^\\]|\\.)*?"{3,5}|'''.*?'{3,5}|"(?:[^"\\]|\\.)*"|'[^']*'/sy
const scalar = /[^,\]}#\n]*/y

/** Walks over a document once, noting where each key begins. */
class LineScanner {
  readonly #text: string
  readonly #lines = new Map<string, number>()
  /** How many tables each array of tables has so far. */
  readonly #tableCounts = new Map<string, number>()
  #at = 0
  #line = 1

  constructor(text: string) {
    this.#text = text
  }

  scan(): ReadonlyMap<string, number> {
    let table: KeyPath = []
    for (this.#take(blankLines); this.#at < this.#text.length; this.#take(blankLines)) {
      if (this.#text[this.#at] === '[') table = this.#header()
      else this.#pair(table)
    }
    return this.#lines
  }

  /** `[a.b]` or `[[a.b]]` */
  #header(): KeyPath {
    const line = this.#line
    const isArray = this.#text.startsWith('[[', this.#at)
    this.#at += isArray ? 2 : 1
    let path: KeyPath = []
    for (const key of this.#dottedKey()) path = [...this.#insideLastTable(path), key]
    this.#at += isArray ? 2 : 1
    const table = isArray ? this.#nextTable(path) : this.#insideLastTable(path)
    this.#note(table, line)
    return table
  }

  /** Where `path` names an array of tables, TOML means its last table. */
  #insideLastTable(path: KeyPath): KeyPath {
    const count = this.#tableCounts.get(nameOf(path))
    return count === undefined ? path : [...path, count - 1]
  }

  #nextTable(array: KeyPath): KeyPath {
    const count = this.#tableCounts.get(nameOf(array)) ?? 0
    this.#tableCounts.set(nameOf(array), count + 1)
    return [...array, count]
  }

  /** `a.b = value` */
  #pair(table: KeyPath): void {
    const line = this.#line
    const path = [...table, ...this.#dottedKey()]
    this.#note(path, line)
    this.#at += '='.length
    this.#take(blank)
    this.#value(path)
  }

  #dottedKey(): readonly string[] {
    const keys: string[] = []
    do {
      if (keys.length > 0) this.#at += '.'.length
      this.#take(blank)
      const quoted = this.#take(string)
      keys.push(quoted === '' ? this.#take(bareKey) : unquote(quoted))
      this.#take(blank)
    } while (this.#text[this.#at] === '.')
    return keys
  }

  #value(path: KeyPath): void {
    const first = this.#text[this.#at]
    if (first === '[') this.#items(']', (index) => this.#element([...path, index]))
    else if (first === '{') this.#items('}', () => this.#pair(path))
    else if (this.#take(string) === '') this.#take(scalar)
  }

  #element(path: KeyPath): void {
    this.#note(path, this.#line)
    this.#value(path)
  }

  /** What stands between brackets, comma by comma. */
  #items(end: string, item: (index: number) => void): void {
    this.#at += 1
    this.#take(blankLines)
    for (let index = 0; this.#text[this.#at] !== end; index++) {
      item(index)
      this.#take(blankLines)
      if (this.#text[this.#at] !== ',') break
      this.#at += 1
      this.#take(blankLines)
    }
    this.#at += 1
  }

  /** The first mention counts: of a table that is made by dotted keys, the first of them. */
  #note(path: KeyPath, line: number): void {
    for (let length = path.length; length > 0; length--) {
      const name = nameOf(path.slice(0, length))
      if (!this.#lines.has(name)) this.#lines.set(name, line)
    }
  }

  /** Moves over what the sticky `pattern` matches here, and returns it; '' where it does not match. */
  #take(pattern: RegExp): string {
    pattern.lastIndex = this.#at
    const taken = pattern.exec(this.#text)?.[0] ?? ''
    this.#at += taken.length
    for (const letter of taken) if (letter === '\n') this.#line += 1
    return taken
  }
}

/** Reads a quoted key with all the escapes of TOML. */
function unquote(quoted: string): string {
  return Object.keys(parse(`${quoted} = 0`))[0] ?? ''
}
