import { tagsMax } from '#core/report/report.ts'

/**
 * What rollouts select a device by: the tags of its configuration, and those of its certificate that are written
 * `name=value` (`ring=beta`), which its vendor signed and which count more. At most {@link tagsMax}.
 */
export function deviceTags(
  written: Readonly<Record<string, string>>,
  certified: readonly string[],
): Readonly<Record<string, string>> {
  const signed = certified.flatMap((tag): readonly (readonly [string, string])[] => {
    const [, name, value] = /^([^=]+)=(.+)$/s.exec(tag) ?? []
    return name === undefined || value === undefined ? [] : [[name, value]]
  })
  const names = new Set(signed.map(([name]) => name))
  const own = Object.entries(written).filter(([name]) => !names.has(name))
  return Object.fromEntries([...signed, ...own].slice(0, tagsMax))
}
