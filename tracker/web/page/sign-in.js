import { element } from './widgets/basis/element.js'
import { viewTitle } from './widgets/basis/section.js'

/** @import { ApiProblem } from './widgets/basis/api.js' */

/**
 * Asks for a token.
 *
 * @param {ApiProblem | undefined} problem why the last one was not taken
 */
export function signInForm(problem) {
  return [
    viewTitle('Sign in'),
    problem === undefined
      ? ''
      : element(
          'p',
          { class: 'notice bad', role: 'alert' },
          'That token is not good here: it may have expired, or been revoked.',
        ),
    element(
      'p',
      {},
      'The quick way, on the machine of the tracker: ',
      element('code', {}, 'mycel tracker dashboard'),
      ' prints a link that signs in. Elsewhere, paste a token that ',
      element('code', {}, 'mycel tracker token create'),
      ' made. It is kept in this tab alone.',
    ),
    element(
      'form',
      { class: 'sign-in', 'data-form': 'sign-in' },
      element('label', { for: 'token' }, 'Token'),
      element('input', {
        id: 'token',
        name: 'token',
        type: 'password',
        pattern: '\\s*mycel_[\\w\\-]+\\s*',
        title: 'It begins with mycel_',
        required: true,
        autocomplete: 'off',
        spellcheck: 'false',
        'aria-invalid': problem === undefined ? undefined : 'true',
      }),
      element('button', { class: 'main' }, 'Sign in'),
    ),
  ]
}
