/**
 * Has a screen reader say something once it is free.
 *
 * @param {string} text
 */
export function announce(text) {
  const news = document.getElementById('news')
  if (news !== null) news.textContent = text
}
