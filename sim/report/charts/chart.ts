import { type PlotOptions, plot } from '@observablehq/plot'
import { parseHTML } from 'linkedom'
import { escapeText, html, type Markup, trusted } from '#sim/report/markup.ts'

/** How wide a chart is drawn, in CSS pixels, for a desk and for a telephone. Text keeps its size on both. */
export type ChartWidth = 'wide' | 'narrow'

const pixels: Readonly<Record<ChartWidth, number>> = { wide: 720, narrow: 344 }

/** A chart as its file describes it. */
export interface Chart {
  /** Unlike that of every other chart on the page; a word. */
  readonly id: string
  /** What it shows, as a heading says it. */
  readonly title: string
  /** What it says, for those who do not see it. */
  readonly description: string
  /** What a reader has to know below it. */
  readonly caption: string
  readonly plot: (width: ChartWidth) => PlotOptions
}

/** A chart as static SVG, once for each width; the style of the page shows the one that fits. */
export function chartFigure(chart: Chart): Markup {
  const widths: readonly ChartWidth[] = ['wide', 'narrow']
  return html`<h3>${chart.title}</h3>\n<figure>${widths.map((width) => trusted(svg(chart, width)))}<figcaption>${chart.caption}</figcaption></figure>\n`
}

function svg({ id, title, description, plot: optionsOf }: Chart, width: ChartWidth): string {
  const { document } = parseHTML('<!doctype html><html></html>')
  const drawn = plot({
    document,
    width: pixels[width],
    className: 'chart',
    style: { fontSize: '13px' },
    ...optionsOf(width),
  })
  const [titleId, descriptionId] = [`${id}-${width}-title`, `${id}-${width}-description`]
  drawn.setAttribute('role', 'img')
  drawn.setAttribute('class', `chart ${width}`)
  drawn.setAttribute('aria-labelledby', titleId)
  drawn.setAttribute('aria-describedby', descriptionId)
  // The page has the style for all of them.
  drawn.querySelector('style')?.remove()
  const names = `<title id="${titleId}">${escapeText(title)}</title><desc id="${descriptionId}">${escapeText(description)}</desc>`
  return String(drawn.outerHTML).replace('>', `>${names}`)
}
