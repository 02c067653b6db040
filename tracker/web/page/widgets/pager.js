import { element } from './basis/element.js'
import { linkTo } from './basis/place.js'

/** @import { Place } from './basis/place.js' */

/** Where each page that was left by its link to the next one came from, by link: cursors go forwards only. */
const comeFrom = new Map()

/** The most pages that are remembered; behind them only the first one can be gone back to. */
const rememberedMax = 1000

/**
 * The links from one page of a list to others; nothing where there is one page only.
 *
 * @param {Place} place where the list is shown
 * @param {string | null} next the cursor of the next page
 */
export function pager(place, next) {
  const here = linkTo(place.path, place.query)
  const first = linkTo(place.path, { ...place.query, cursor: undefined })
  const following = next === null ? undefined : linkTo(place.path, { ...place.query, cursor: next })
  if (following !== undefined && !comeFrom.has(following) && comeFrom.size < rememberedMax)
    comeFrom.set(following, here)
  if (here === first && following === undefined) return null
  return element(
    'nav',
    { class: 'pager', 'aria-label': 'Pages' },
    link('First page', here === first ? undefined : first),
    link('Previous page', comeFrom.get(here)),
    link('Next page', following),
  )
}

/**
 * @param {string} text
 * @param {string | undefined} href undefined where it leads nowhere
 */
function link(text, href) {
  return href === undefined ? element('span', { class: 'quiet' }, text) : element('a', { href }, text)
}
