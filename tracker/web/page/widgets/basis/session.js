/** Where the token is kept: with this tab, until it is closed. */
const key = 'mycel.token'

/** The token to ask with; undefined before signing in. */
export function token() {
  return sessionStorage.getItem(key) ?? undefined
}

/**
 * Keeps a token for this tab.
 *
 * @param {string} text
 */
export function signIn(text) {
  sessionStorage.setItem(key, text)
}

/** Forgets the token. */
export function signOut() {
  sessionStorage.removeItem(key)
}

/** Takes the token from the link that `mycel tracker dashboard` prints, and leaves neither it nor the history with one. */
export function takeTokenFromLink() {
  const [, text] = /^#token=(mycel_[\w-]+)$/.exec(location.hash) ?? []
  if (text === undefined) return
  signIn(text)
  history.replaceState(null, '', '#/')
}
