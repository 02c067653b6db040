import type { LeftOutPatch } from '#tracker/release/loader/build-bsdiff40.ts'

/** Which patches of a release are not published, a line each; empty where there are none. */
export function leftOutPatchesText({ leftOutPatches }: { readonly leftOutPatches: readonly LeftOutPatch[] }): string {
  const lines = leftOutPatches.map(
    ({ component, baseVersion, problem }) => `  ${component} from ${baseVersion}: ${problem}\n`,
  )
  if (lines.length === 0) return ''
  return `\nNot published as bsdiff40; devices whose loader needs it take the whole image:\n${lines.join('')}`
}
