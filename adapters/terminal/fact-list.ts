/** What is told under a name, a line each. A name without lines is left out. */
export type Fact = readonly [name: string, ...lines: readonly string[]]

/** Facts as lines with their names in a column; further lines of a fact stand below its first one. */
export function factList(facts: readonly Fact[]): string {
  const width = Math.max(...facts.map(([name]) => name.length)) + 2
  return facts
    .flatMap(([name, ...lines]) => lines.map((line, index) => `${(index === 0 ? name : '').padEnd(width)}${line}\n`))
    .join('')
}
