/**
 * Makes what stands in `shown` like `wanted` and leaves alone what is so already, so that focus, selection, what is
 * unfolded and where a screen reader reads stay as they are when numbers change.
 *
 * @param {Element} shown
 * @param {readonly Node[]} wanted
 */
export function showInstead(shown, wanted) {
  const before = [...shown.childNodes]
  for (const [index, node] of wanted.entries()) {
    const old = before[index]
    if (old === undefined) shown.append(node)
    else if (isAlike(old, node)) bring(old, node)
    else old.replaceWith(node)
  }
  for (const old of before.slice(wanted.length)) old.remove()
}

/**
 * Whether the one can become the other: an element with a `data-key` is that of this key.
 *
 * @param {Node} old
 * @param {Node} node
 */
function isAlike(old, node) {
  if (old.nodeName !== node.nodeName || old.nodeType !== node.nodeType) return false
  return (
    !(old instanceof Element && node instanceof Element) ||
    old.getAttribute('data-key') === node.getAttribute('data-key')
  )
}

/**
 * @param {Node} old
 * @param {Node} node
 */
function bring(old, node) {
  if (old instanceof Element && node instanceof Element) {
    bringAttributes(old, node)
    showInstead(old, [...node.childNodes])
  } else if (old.nodeValue !== node.nodeValue) old.nodeValue = node.nodeValue
}

/**
 * @param {Element} old
 * @param {Element} node
 */
function bringAttributes(old, node) {
  for (const { name } of [...old.attributes]) {
    // Unfolded by a person.
    if (!node.hasAttribute(name) && !(name === 'open' && old.localName === 'details')) old.removeAttribute(name)
  }
  for (const { name, value } of node.attributes) if (old.getAttribute(name) !== value) old.setAttribute(name, value)
}
