import { FormatError } from '#core/errors.ts'
import { parseName } from '#core/format/name.ts'

/** The gauges in what a check wrote: lines `gauge NAME NUMBER`. Other lines, and those with no name or number, are none. */
export function gaugesIn(output: string): readonly (readonly [string, number])[] {
  return output.split('\n').flatMap((line): readonly (readonly [string, number])[] => {
    const [, name = '', text = ''] = /^gauge[ \t]+(\S+)[ \t]+(\S+)[ \t\r]*$/.exec(line) ?? []
    const number = Number(text)
    return text !== '' && Number.isFinite(number) && isName(name) ? [[name, number]] : []
  })
}

function isName(text: string): boolean {
  try {
    return parseName('gauge', text) === text
  } catch (error) {
    if (error instanceof FormatError) return false
    throw error
  }
}
