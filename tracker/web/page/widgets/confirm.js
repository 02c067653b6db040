import { element } from './basis/element.js'

/**
 * Asks a person before something is done. Escape and the first button do nothing; the focus begins there.
 *
 * @param {object} question
 * @param {string} question.title
 * @param {readonly string[]} question.consequences
 * @param {string} question.label what the button says that does it
 * @param {boolean} question.isGrave
 * @returns {Promise<boolean>} whether it is to be done
 */
export function confirmed({ title, consequences, label, isGrave }) {
  const keep = element('button', { type: 'button', autofocus: true }, 'Leave it as it is')
  const doIt = element('button', { type: 'button', class: isGrave ? 'grave' : 'main' }, label)
  const dialog = element(
    'dialog',
    { 'aria-labelledby': 'question', 'aria-describedby': 'consequences' },
    element('h2', { id: 'question' }, title),
    element(
      'ul',
      { id: 'consequences' },
      consequences.map((line) => element('li', {}, line)),
    ),
    element('div', { class: 'buttons' }, keep, doIt),
  )
  document.body.append(dialog)
  return new Promise((resolve) => {
    let isConfirmed = false
    keep.addEventListener('click', () => dialog.close())
    doIt.addEventListener('click', () => {
      isConfirmed = true
      dialog.close()
    })
    dialog.addEventListener('close', () => {
      dialog.remove()
      resolve(isConfirmed)
    })
    dialog.showModal()
  })
}
