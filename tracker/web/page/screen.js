import { signInForm } from './sign-in.js'
import { ApiProblem } from './widgets/basis/api.js'
import { element } from './widgets/basis/element.js'
import { showInstead } from './widgets/basis/morph.js'
import { timeElement } from './widgets/basis/quantity.js'
import { viewTitle } from './widgets/basis/section.js'
import { signOut, token } from './widgets/basis/session.js'

/** @import { View } from './view.js' */

/** How long to wait before a tracker that does not answer is asked again, in ms. */
const retryMs = 3000

/** The least time from one load of a view to the next, in ms, however much news there is. */
const apartMs = 1000

/** The page: shows one view at a time, keeps it up to date, and says so where it cannot. */
export class Screen {
  #main = required('main')
  #notice = required('notice')
  /** @type {View | undefined} */
  #view
  #leave = new AbortController()
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer
  #isLoading = false
  #isNewsWaiting = false
  #loadedAt = 0
  #isFirst = true

  constructor() {
    // What nobody looks at is not asked for, and is brought up to date when somebody looks again.
    document.addEventListener('visibilitychange', () => {
      if (!document.hidden) this.#refresh()
    })
    window.addEventListener('resize', () => this.#refresh())
  }

  /**
   * Shows a view in the place of the one before.
   *
   * @param {View} view
   */
  show(view) {
    this.#leave.abort()
    this.#leave = new AbortController()
    this.#view = view
    this.#isLoading = false
    this.#isNewsWaiting = false
    document.title = `${view.title} · mycel`
    if (token() === undefined) return this.#askToSignIn(undefined)
    this.#setSignedIn(true)
    this.#main.setAttribute('aria-busy', 'true')
    const { signal } = this.#leave
    view.watch?.(signal, () => this.#refresh())
    void this.#load(view, signal, true)
  }

  /**
   * Does what a button of the view says.
   *
   * @param {string} action
   */
  async act(action) {
    if (action === 'retry') return this.#refresh()
    const view = this.#view
    this.#notice.hidden = true
    try {
      await view?.act?.(action)
    } catch (error) {
      this.#tell('Not done', error)
    }
    if (view === this.#view) this.#refresh()
  }

  /** Loads the view again, soon: news that come close together are one. */
  #refresh() {
    if (this.#view === undefined || token() === undefined) return
    if (this.#isLoading) {
      this.#isNewsWaiting = true
      return
    }
    this.#loadIn(Math.max(0, this.#loadedAt + apartMs - Date.now()))
  }

  /** @param {number} ms */
  #loadIn(ms) {
    clearTimeout(this.#timer)
    const [view, signal] = [this.#view, this.#leave.signal]
    if (view === undefined || signal.aborted) return
    this.#timer = setTimeout(() => void this.#load(view, signal, false), ms)
  }

  /**
   * @param {View} view
   * @param {AbortSignal} signal
   * @param {boolean} isNew
   */
  async #load(view, signal, isNew) {
    if (document.hidden && !isNew) return
    clearTimeout(this.#timer)
    this.#isLoading = true
    let waitMs = view.everyMs
    try {
      const contents = await view.load(signal)
      if (signal.aborted) return
      this.#bring(contents, isNew)
    } catch (error) {
      if (signal.aborted) return
      if (error instanceof ApiProblem && error.status === 401) return this.#askToSignIn(error)
      if (isNew) this.#bring(failure(view.title, error), true)
      else this.#tell('Not up to date', error)
      if (isGone(error)) waitMs = Math.min(waitMs, retryMs)
    }
    this.#isLoading = false
    this.#loadedAt = Date.now()
    this.#loadIn(this.#isNewsWaiting ? apartMs : waitMs)
    this.#isNewsWaiting = false
  }

  /**
   * @param {readonly (Node | null)[]} contents
   * @param {boolean} isNew
   */
  #bring(contents, isNew) {
    const nodes = contents.filter((node) => node !== null)
    this.#main.removeAttribute('aria-busy')
    // Why an action was not done stays until the next one, or the next view.
    if (isNew || this.#notice.dataset['is'] !== 'Not done') this.#notice.hidden = true
    const hadFocus = this.#main.contains(document.activeElement)
    if (isNew) this.#main.replaceChildren(...nodes)
    else showInstead(this.#main, nodes)
    // Who follows a link, or uses a button that is there no more, goes on at the head of the view; the page opens at its own begin.
    const isLost = hadFocus && !this.#main.contains(document.activeElement)
    if (isLost || (isNew && !this.#isFirst)) this.#main.querySelector('h1')?.focus()
    this.#isFirst = false
  }

  /** @param {ApiProblem | undefined} problem why the token that there was is not taken */
  #askToSignIn(problem) {
    this.#leave.abort()
    signOut()
    this.#setSignedIn(false)
    document.title = 'Sign in · mycel'
    this.#notice.hidden = true
    this.#main.removeAttribute('aria-busy')
    this.#main.replaceChildren(...signInForm(problem))
    this.#main.querySelector('input')?.focus()
  }

  /** @param {boolean} isSignedIn */
  #setSignedIn(isSignedIn) {
    required('navigation').hidden = !isSignedIn
    required('sign-out').hidden = !isSignedIn
  }

  /**
   * Says what went wrong above the view, which stays.
   *
   * @param {'Not done' | 'Not up to date'} what
   * @param {unknown} error
   */
  #tell(what, error) {
    const text = isGone(error)
      ? `${what}: the tracker does not answer. It is asked again by itself.`
      : `${what}: ${messageOf(error)}`
    if (!this.#notice.hidden && this.#notice.dataset['text'] === text) return
    Object.assign(this.#notice.dataset, { is: what, text })
    this.#notice.replaceChildren(timeElement(new Date().toISOString()), ` ${text}`)
    this.#notice.hidden = false
  }
}

/**
 * What stands in the place of a view that could not be loaded.
 *
 * @param {string} title
 * @param {unknown} error
 */
function failure(title, error) {
  return [
    viewTitle(title),
    element('p', { class: 'empty' }, `This cannot be shown: ${messageOf(error)}.`),
    element('p', {}, element('button', { type: 'button', 'data-action': 'retry' }, 'Try again')),
  ]
}

/**
 * Whether there was no answer at all.
 *
 * @param {unknown} error
 */
function isGone(error) {
  return error instanceof ApiProblem && error.status === 0
}

/** @param {unknown} error */
function messageOf(error) {
  return error instanceof Error ? error.message : String(error)
}

/** @param {string} id */
function required(id) {
  const found = document.getElementById(id)
  if (found === null) throw new Error(`the page has no #${id}`)
  return found
}
