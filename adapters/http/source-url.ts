/**
 * Reads the URL of a repository on a web server; it ends in a slash afterwards. Throws an Error with what is wrong with
 * it, which does not repeat it: it may hold a password.
 */
export function parseSourceUrl(text: string): URL {
  if (!URL.canParse(text)) throw new Error('it is no URL')
  const url = new URL(text)
  if (url.protocol !== 'http:' && url.protocol !== 'https:') throw new Error('it is neither http nor https')
  if (url.search !== '' || url.hash !== '') throw new Error('it has a query or a fragment, and paths are put behind it')
  try {
    decodeURIComponent(`${url.username}:${url.password}`)
  } catch {
    throw new Error('its user or password has a % that begins no escape')
  }
  if (!url.pathname.endsWith('/')) url.pathname += '/'
  return url
}

/** How a source is called wherever people read it: its URL without user and password. */
export function sourceName(url: URL): string {
  return `${url.origin}${url.pathname}`
}
