import {
  isAlias,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  type ParsedNode,
  parseDocument,
  type YAMLError,
  type YAMLMap,
} from 'yaml'
import type { Finding, KeyPath, Place, ScenarioProblem } from './scenario-error.ts'

/** Maps and lists inside each other; a scenario has five. */
const depthMax = 16

/** A document as plain data, and where its parts stand. */
export interface YamlDocument {
  /** Maps are objects, lists are arrays. */
  readonly value: unknown
  /** Where the key or item of a path stands, or its nearest parent that is written down. */
  placeOf(path: KeyPath): Place
  /** Why it cannot be used, empty where it can: not well-formed, or more of YAML than a scenario may use. */
  readonly problems: readonly ScenarioProblem[]
}

/**
 * Reads one YAML 1.2 document of maps, lists and scalars. Aliases, tags, two equal keys and deep nesting are problems:
 * with them a small file stands for a huge one, or for another one than it seems.
 */
export function readYaml(text: string): YamlDocument {
  const lines = new LineCounter()
  // The library compares every key of a map with each other one: of a hostile map, for many seconds.
  const document = parseDocument(text, {
    version: '1.2',
    lineCounter: lines,
    prettyErrors: false,
    uniqueKeys: false,
    logLevel: 'error',
  })
  const placeAt = (offset: number): Place => {
    const { line, col } = lines.linePos(offset)
    return { line: Math.max(line, 1), column: Math.max(col, 1) }
  }
  const [error] = document.errors
  if (error !== undefined) {
    const problems = [{ path: [], place: placeAt(error.pos[0]), problem: syntaxProblem(error) }]
    return { value: undefined, placeOf: () => placeAt(0), problems }
  }
  if (document.contents === null) {
    const problem = 'this is empty: write title, fleet and release'
    return { value: undefined, placeOf: () => placeAt(0), problems: [{ path: [], place: placeAt(0), problem }] }
  }
  const reader = new NodeReader()
  const value = reader.read(document.contents, [], 0)
  const placeOf = (path: KeyPath): Place => placeAt(reader.offsetOf(path))
  const problems = reader.findings.map((finding) => ({ ...finding, place: placeOf(finding.path) }))
  return { value, placeOf, problems }
}

/** Only the first error is told: those after it are mostly its echo. */
function syntaxProblem({ code, message }: YAMLError): string {
  if (code === 'RESOURCE_EXHAUSTION') return `this nests more than ${depthMax} deep: write a flatter file`
  if (code === 'MULTIPLE_DOCS') return 'a second document begins here: write one scenario in each file'
  return `this is not YAML (${message.split('\n')[0]}): see https://yaml.org for the form`
}

/** Turns the nodes of a document into plain data, noting where each part begins. */
class NodeReader {
  readonly findings: Finding[] = []
  readonly #offsets = new Map<string, number>()

  read(node: ParsedNode | null, path: KeyPath, depth: number): unknown {
    if (node === null) return null
    if (path.length === 0) this.#note(path, node.range[0])
    if (isAlias(node)) {
      return this.#refuse(path, 'aliases are not taken: write the value out, or once for all sites in fleet.defaults')
    }
    if (depth > depthMax) return this.#refuse(path, `this nests more than ${depthMax} deep: write a flatter file`)
    if (node.tag !== undefined) return this.#refuse(path, 'tags are not taken: write a plain value')
    if (isMap(node)) return this.#map(node, path, depth)
    if (isSeq(node)) {
      return node.items.map((item, index) => {
        this.#note([...path, index], item.range[0])
        return this.read(item, [...path, index], depth + 1)
      })
    }
    return node.value
  }

  offsetOf(path: KeyPath): number {
    for (let length = path.length; length >= 0; length--) {
      const offset = this.#offsets.get(nameOf(path.slice(0, length)))
      if (offset !== undefined) return offset
    }
    return 0
  }

  #map(node: YAMLMap.Parsed, path: KeyPath, depth: number): unknown {
    const entries = new Map<string, unknown>()
    for (const { key, value } of node.items) {
      if (!isScalar(key)) {
        this.findings.push({ path, problem: 'a key is a map or list: write a word' })
        continue
      }
      const name = String(key.value)
      const inside = [...path, name]
      if (entries.has(name)) this.findings.push({ path: inside, problem: 'this key is there already: leave one out' })
      this.#note(inside, key.range[0])
      entries.set(name, this.read(value, inside, depth + 1))
    }
    // Unlike an assignment, this makes a plain property of the key __proto__ too.
    return Object.fromEntries(entries)
  }

  #refuse(path: KeyPath, problem: string): undefined {
    this.findings.push({ path, problem })
  }

  /** Of two equal keys the later place is kept: that is the one to leave out. */
  #note(path: KeyPath, offset: number): void {
    this.#offsets.set(nameOf(path), offset)
  }
}

function nameOf(path: KeyPath): string {
  return JSON.stringify(path)
}
