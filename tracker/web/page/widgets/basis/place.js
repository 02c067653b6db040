/** @typedef {{ readonly path: readonly string[], readonly query: Readonly<Record<string, string>> }} Place what the page shows: `#/devices/ID?…` */

/** @returns {Place} the place of the address bar */
export function currentPlace() {
  const [path = '', query = ''] = location.hash.replace(/^#\/?/, '').split('?')
  const parts = path.split('/').filter((part) => part !== '')
  return { path: parts.map(decoded), query: Object.fromEntries(new URLSearchParams(query)) }
}

/**
 * The link to a place.
 *
 * @param {readonly string[]} path
 * @param {Readonly<Record<string, string | undefined>>} [query]
 */
export function linkTo(path, query = {}) {
  const given = Object.entries(query).flatMap(([name, value]) =>
    value === undefined || value === '' ? [] : [[name, value]],
  )
  const text = new URLSearchParams(given).toString()
  return `#/${path.map(encodeURIComponent).join('/')}${text === '' ? '' : `?${text}`}`
}

/** @param {string} part */
function decoded(part) {
  try {
    return decodeURIComponent(part)
  } catch {
    return part
  }
}
