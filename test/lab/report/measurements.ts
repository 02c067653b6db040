import { readFile, writeFile } from 'node:fs/promises'
import { resolve } from 'node:path'

/** Where measurements are kept. */
export const measurementsFile = resolve(import.meta.dirname, '../../../docs/measurements.md')

/** What stands between `<!-- NAME:begin -->` and `<!-- NAME:end -->`, empty where they are not there. */
export function sectionOf(document: string, name: string): string {
  const { start, end } = boundsOf(document, name)
  return start < 0 || end < 0 ? '' : document.slice(start, end).trim()
}

/** The document with this content between the marks of `name`, which are added at its end where they are not there. */
export function withSection(document: string, name: string, content: string): string {
  const { start, end } = boundsOf(document, name)
  if (start >= 0 && end >= 0) return `${document.slice(0, start)}\n${content.trim()}\n${document.slice(end)}`
  return `${document.trimEnd()}\n\n${beginMark(name)}\n${content.trim()}\n${endMark(name)}\n`.trimStart()
}

/** The measurements that are kept; a heading alone where there are none. */
export async function readMeasurements(): Promise<string> {
  return await readFile(measurementsFile, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return '# Measurements\n'
    throw error
  })
}

/** Puts a section into the measurements. What others wrote meanwhile stays. */
export async function writeSection(name: string, content: string): Promise<void> {
  await writeFile(measurementsFile, withSection(await readMeasurements(), name, content))
}

function boundsOf(document: string, name: string): { readonly start: number; readonly end: number } {
  const begin = document.indexOf(beginMark(name))
  const start = begin < 0 ? -1 : begin + beginMark(name).length
  return { start, end: start < 0 ? -1 : document.indexOf(endMark(name), start) }
}

function beginMark(name: string): string {
  return `<!-- ${name}:begin -->`
}

function endMark(name: string): string {
  return `<!-- ${name}:end -->`
}
