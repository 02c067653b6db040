// What tests ask of an open page. They are text, because it is the browser that runs them: this program has no `document`.

/** What can be used and has no name that a screen reader could say (WCAG 2.2, 4.1.2). */
export const namelessControls = `(() => {
  const text = (id) => document.getElementById(id)?.textContent.trim()
  const name = (element) =>
    element.getAttribute('aria-label') || (element.getAttribute('aria-labelledby') ?? '').split(' ').map(text).join(' ').trim() ||
    [...(element.labels ?? [])].map((label) => label.textContent.trim()).join(' ') || element.textContent.trim()
  return [...document.querySelectorAll('a[href], button, input, select, summary, nav, dialog, [tabindex="0"], [role=group], [role=img], section')]
    .filter((element) => element.checkVisibility() && !name(element))
    .map((element) => element.outerHTML.slice(0, 200))
})()`

/** What breaks the structure that a screen reader walks through, in words (WCAG 2.2, 1.3.1 and 2.4). */
export const structureFaults = `(() => {
  const faults = []
  const count = (selector) => document.querySelectorAll(selector).length
  for (const [selector, wanted] of [['main', 1], ['h1', 1], ['html[lang]', 1], ['[tabindex]:not([tabindex="0"], [tabindex="-1"])', 0], ['img:not([alt])', 0], ['th:not([scope])', 0], ['table:not(:has(caption))', 0]]) {
    if (count(selector) !== wanted) faults.push(count(selector) + ' of ' + selector)
  }
  const ids = [...document.querySelectorAll('[id]')].map(({ id }) => id)
  faults.push(...ids.filter((id, index) => ids.indexOf(id) !== index).map((id) => 'twice #' + id))
  const named = ['aria-labelledby', 'aria-describedby', 'for'].flatMap((name) => [...document.querySelectorAll('[' + name + ']')].map((element) => element.getAttribute(name)))
  faults.push(...named.filter((id) => !ids.includes(id)).map((id) => 'nowhere #' + id))
  return faults
})()`

/** Buttons and fields that are smaller than a finger needs (WCAG 2.2, 2.5.8: 24 pixels). */
export const smallTargets = `[...document.querySelectorAll('button, input, nav[aria-label=Main] a')]
  .filter((element) => element.checkVisibility())
  .filter((element) => Math.min(element.getBoundingClientRect().width, element.getBoundingClientRect().height) < 24)
  .map((element) => element.outerHTML.slice(0, 200))`

/** What has the focus, in words. */
export const focused = `document.activeElement?.textContent?.trim().slice(0, 80)`
