/**
 * What the page shows at a place. It is loaded again every `everyMs`, and what has changed is brought to the page.
 *
 * @typedef {object} View
 * @property {string} title
 * @property {number} everyMs
 * @property {(signal: AbortSignal) => Promise<readonly (Node | null)[]>} load asks the API; rejects with `ApiProblem`
 * @property {(signal: AbortSignal, refresh: () => void) => void} [watch] calls `refresh` when there is news, until the signal
 * @property {(action: string) => Promise<void>} [act] does what the button with this `data-action` says
 */
export {}
