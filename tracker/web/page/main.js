import { deviceView } from './device.js'
import { devicesView } from './devices.js'
import { fleetView } from './fleet.js'
import { releasesView } from './releases.js'
import { rolloutView } from './rollout.js'
import { rolloutsView } from './rollouts.js'
import { Screen } from './screen.js'
import { sitesView } from './sites.js'
import { currentPlace, linkTo } from './widgets/basis/place.js'
import { signIn, signOut, takeTokenFromLink } from './widgets/basis/session.js'

/** @import { Place } from './widgets/basis/place.js' */
/** @import { View } from './view.js' */

const screen = new Screen()

/**
 * The view of a place; that of the fleet where nothing else is meant.
 *
 * @param {Place} place
 * @returns {View}
 */
function viewOf(place) {
  const [room, name] = place.path
  if (room === 'rollouts') return name === undefined ? rolloutsView(place) : rolloutView(name)
  if (room === 'devices') return name === undefined ? devicesView(place) : deviceView(name)
  if (room === 'sites') return sitesView(place)
  if (room === 'releases') return releasesView(place)
  return fleetView()
}

function show() {
  takeTokenFromLink()
  const place = currentPlace()
  for (const link of document.querySelectorAll('#navigation a')) {
    const isHere = link.getAttribute('href') === linkTo(place.path.slice(0, 1))
    if (isHere) link.setAttribute('aria-current', 'page')
    else link.removeAttribute('aria-current')
  }
  screen.show(viewOf(place))
}

/** @param {HTMLFormElement} form */
function submit(form) {
  const given = Object.fromEntries([...new FormData(form)].map(([name, value]) => [name, String(value).trim()]))
  if (form.dataset['form'] === 'sign-in') {
    signIn(given['token'] ?? '')
    show()
  } else location.hash = linkTo([form.dataset['form'] ?? ''], given)
}

document.addEventListener('submit', (event) => {
  event.preventDefault()
  if (event.target instanceof HTMLFormElement) submit(event.target)
})
document.addEventListener('click', (event) => {
  const target = event.target instanceof Element ? event.target.closest('[data-action], #sign-out, #skip') : null
  if (target?.id === 'sign-out') {
    signOut()
    show()
  } else if (target?.id === 'skip') {
    // The address is that of a view: the link moves the focus alone.
    event.preventDefault()
    document.getElementById('main')?.focus()
  } else if (target instanceof HTMLElement && target.dataset['action'] !== undefined)
    void screen.act(target.dataset['action'])
})
window.addEventListener('hashchange', show)
show()
