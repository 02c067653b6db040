/** Words in lines of at most `width` characters, the first behind `first`, the others behind as many spaces. */
export function wrapped(text: string, width: number, first = ''): readonly string[] {
  const lines: string[] = []
  let line = ''
  for (const word of text.split(breakable)) {
    const longer = line === '' ? word : `${line} ${word}`
    if (line !== '' && first.length + longer.length > width) {
      lines.push(line)
      line = word
    } else {
      line = longer
    }
  }
  return [...lines, line].map((part, index) => (index === 0 ? first : ' '.repeat(first.length)) + part)
}

/** A space that may become the end of a line: not the one between a number and its unit. */
const breakable = /(?<!\d) | (?!bytes?\b|[KMGT]B\b|%)/

/** A path of an image in at most `width` characters, its middle left out where it is longer. A terminal gets no control characters of it. */
export function pathText(path: string, width: number): string {
  const harmless = path.replaceAll(/[\p{Cc}\p{Cf}]/gu, '?')
  if (harmless.length <= width) return harmless
  const head = Math.floor((width - 3) / 3)
  return `${harmless.slice(0, head)}...${harmless.slice(harmless.length - (width - 3 - head))}`
}

/** A part of a whole as people read it: `12.3 %`. */
export function shareText(part: number, whole: number): string {
  return `${whole === 0 ? '0.0' : ((100 * part) / whole).toFixed(1)} %`
}
