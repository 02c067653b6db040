import type { Checklist, ChecklistLine } from './checklist.ts'

const marks = { pass: 'PASS', fail: 'FAIL', open: '---' } as const satisfies Record<ChecklistLine['verdict'], string>

/** The columns of verdict and item; what is longer moves the rest of its line. */
const markColumns = 6
const itemColumns = 22

/** A line of the checklist, and what to do about it on the next. */
export function checklistLineText({ verdict, item, found, advice }: ChecklistLine): string {
  const head = `${marks[verdict].padEnd(markColumns)}${item.padEnd(itemColumns)}${found}\n`
  return advice === '' ? head : `${head}${' '.repeat(markColumns + itemColumns)}-> ${advice}\n`
}

/** What all lines come to. */
export function checklistResultText({ product, version, isReady, lines }: Checklist): string {
  const count = (verdict: ChecklistLine['verdict']): number => lines.filter((line) => line.verdict === verdict).length
  const counts = `${count('pass')} passed, ${count('fail')} failed, ${count('open')} left to you`
  return `\n${product} ${version} is ${isReady ? 'ready' : 'NOT ready'}: ${counts}.\n`
}
