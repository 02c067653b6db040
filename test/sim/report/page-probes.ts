// What tests ask of an open page. They are text, because it is the browser that runs them: this program has no `document`.

/** Every shown text with its contrast against what is behind it (WCAG 2.2, "relative luminance"), as `{text, contrast}`. */
export const contrasts = `(() => {
  const parse = (color) => (color.match(/[\\d.]+/g) ?? []).map(Number)
  const luminance = (color) => {
    const [red, green, blue] = parse(color).map((value) => value / 255)
      .map((value) => (value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
  }
  const behind = (element) => {
    for (let at = element; at; at = at.parentElement) {
      const color = getComputedStyle(at).backgroundColor
      if ((parse(color)[3] ?? 1) > 0) return color
    }
    return 'rgb(255, 255, 255)'
  }
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
  const found = []
  while (walker.nextNode()) {
    const text = walker.currentNode.textContent.trim()
    const element = walker.currentNode.parentElement
    if (text === '' || !element.checkVisibility() || ['title', 'desc'].includes(element.localName)) continue
    const style = getComputedStyle(element)
    const color = element.namespaceURI.endsWith('svg') ? style.fill : style.color
    const [low, high] = [luminance(color), luminance(behind(element))].sort((left, right) => left - right)
    found.push({ text, contrast: (high + 0.05) / (low + 0.05) })
  }
  return found
})()`

/** The charts whose name or description is missing, empty, or that of another chart. */
export const namelessCharts = `(() => {
  const seen = new Set()
  return [...document.querySelectorAll('svg')].filter((svg) => {
    const ids = [svg.getAttribute('aria-labelledby'), svg.getAttribute('aria-describedby')]
    const texts = ids.map((id) => document.querySelectorAll('#' + id).length === 1 && document.getElementById(id).textContent)
    const isNew = ids.every((id) => !seen.has(id) && seen.add(id))
    return !isNew || texts.some((text) => !text)
  }).map((svg) => svg.outerHTML.slice(0, 200))
})()`

/** The levels of all headings, in the order of the page. */
export const headingLevels = `[...document.querySelectorAll('h1, h2, h3, h4, h5, h6')].map((heading) => Number(heading.localName[1]))`
