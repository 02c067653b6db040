/** HTML in which every text from outside is escaped; made by {@link html} and {@link trusted} alone. */
export interface Markup {
  readonly markup: string
}

/** What stands in a template: text, which is escaped; markup, which is not; or a list of both. */
export type Content = string | number | Markup | readonly Content[]

/** A template of HTML: what is put into it is escaped, unless it is markup itself. */
export function html(parts: TemplateStringsArray, ...contents: readonly Content[]): Markup {
  return trusted(parts.map((part, index) => part + markupOf(contents[index] ?? '')).join(''))
}

/** Takes text for markup: only for what this program made itself, as charts and styles. */
export function trusted(markup: string): Markup {
  return { markup }
}

/** Text that means itself inside HTML, in elements and in quoted attributes. */
export function escapeText(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.codePointAt(0)};`)
}

function markupOf(content: Content): string {
  if (typeof content === 'string') return escapeText(content)
  if (typeof content === 'number') return String(content)
  return isMarkup(content) ? content.markup : content.map(markupOf).join('')
}

function isMarkup(content: Markup | readonly Content[]): content is Markup {
  return 'markup' in content
}
