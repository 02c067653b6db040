/** The one of `keys` that `key` was most likely meant to be: at most two, or half, of its letters differ. */
export function nearestKey(key: string, keys: readonly string[]): string | undefined {
  let nearest: string | undefined
  let least = Math.min(Math.max(2, Math.floor(key.length / 2)), key.length - 1) + 1
  for (const candidate of keys) {
    const distance = editDistance(key.slice(0, keyLettersMax), candidate)
    if (distance < least) {
      nearest = candidate
      least = distance
    }
  }
  return nearest
}

/** The time to compare grows with the length, and no key that is known is longer. */
const keyLettersMax = 64

/** How many letters must be added, dropped or replaced to make `b` of `a` (Levenshtein). */
function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index)
  for (const [above, letter] of [...a].entries()) {
    const next = [above + 1]
    for (const [left, other] of [...b].entries()) {
      const replaced = (row[left] ?? 0) + (letter === other ? 0 : 1)
      next.push(Math.min(replaced, (row[left + 1] ?? 0) + 1, (next[left] ?? 0) + 1))
    }
    row = next
  }
  return row[b.length] ?? 0
}
