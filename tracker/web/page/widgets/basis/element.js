/** @typedef {Node | string | number | null | undefined | readonly Content[]} Content what stands in an element */
/** @typedef {Readonly<Record<string, string | number | boolean | undefined>>} Attributes true is there without a value, false and undefined are not */

/**
 * An element of HTML. Text is text: no markup is ever read from it.
 *
 * @template {keyof HTMLElementTagNameMap} Name
 * @param {Name} name
 * @param {Attributes} [attributes]
 * @param {...Content} contents
 */
export function element(name, attributes = {}, ...contents) {
  const made = document.createElement(name)
  fill(made, attributes, contents)
  return made
}

/**
 * An element of SVG.
 *
 * @template {keyof SVGElementTagNameMap} Name
 * @param {Name} name
 * @param {Attributes} [attributes]
 * @param {...Content} contents
 */
export function drawing(name, attributes = {}, ...contents) {
  const made = document.createElementNS('http://www.w3.org/2000/svg', name)
  fill(made, attributes, contents)
  return made
}

/**
 * @param {Element} made
 * @param {Attributes} attributes
 * @param {readonly Content[]} contents
 */
function fill(made, attributes, contents) {
  for (const [name, value] of Object.entries(attributes)) {
    if (value === undefined || value === false) continue
    made.setAttribute(name, value === true ? '' : String(value))
  }
  made.append(...nodesOf(contents))
}

/**
 * @param {Content} content
 * @returns {(Node | string)[]}
 */
function nodesOf(content) {
  if (content === null || content === undefined) return []
  if (content instanceof Node) return [content]
  return typeof content === 'object' ? content.flatMap(nodesOf) : [String(content)]
}
