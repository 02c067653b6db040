import { spawnSync } from 'node:child_process'
import { requireBsdiff } from '#adapters/bsdiff/bsdiff-process.ts'
import { messageOf } from '#core/errors.ts'

/** Why tests of BSDIFF40 patches cannot run here, or false where they can. */
export async function whyNoBsdiff(): Promise<string | false> {
  try {
    await requireBsdiff()
    return false
  } catch (error) {
    return messageOf(error)
  }
}

/** Why the stock tools cannot be compared with, or false where they can. */
export function whyNoStockTools(): string | false {
  const missing = ['bsdiff', 'bspatch'].filter((tool) => spawnSync(tool).error !== undefined)
  return missing.length > 0 && `${missing.join(' and ')} not found: install the Debian package bsdiff`
}
