import { type Content, html, type Markup } from '#sim/report/markup.ts'

/** A part of the report under a heading of its own. */
export interface Section {
  /** Unlike that of every other section: a word of small letters and dashes. */
  readonly id: string
  readonly title: string
  readonly body: Content
}

/** A table with a caption. The first cell of a row names it; columns whose head is in `numbers` are set to the right. */
export interface Table {
  readonly caption: string
  readonly head: readonly string[]
  readonly numbers?: readonly string[]
  readonly rows: readonly (readonly Content[])[]
}

/** A section as HTML. */
export function sectionHtml({ id, title, body }: Section): Markup {
  return html`<section id="${id}" aria-labelledby="${id}-title">
<h2 id="${id}-title">${title}</h2>
${body}
</section>
`
}

/** A table as HTML. It scrolls in a frame of its own where the page is narrower, which a keyboard reaches. */
export function tableHtml({ caption, head, numbers = [], rows }: Table): Markup {
  const classOf = (column: number): Content => (numbers.includes(head[column] ?? '') ? html` class="number"` : '')
  const headCells = head.map((name, column) => html`<th scope="col"${classOf(column)}>${name}</th>`)
  const bodyRows = rows.map(
    ([name = '', ...cells]) =>
      html`<tr><th scope="row">${name}</th>${cells.map((cell, index) => html`<td${classOf(index + 1)}>${cell}</td>`)}</tr>\n`,
  )
  return html`<div class="frame" role="region" tabindex="0" aria-label="${caption}"><table>
<caption>${caption}</caption>
<thead><tr>${headCells}</tr></thead>
<tbody>
${bodyRows}</tbody>
</table></div>
`
}

/** A command to copy. */
export function commandHtml(command: string): Markup {
  return html`<code class="command">${command}</code>`
}
