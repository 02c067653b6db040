import { requireForm } from '#core/format/bounds.ts'
import { parseName, parseVersion } from '#core/format/name.ts'

/** Where a target is in the repository: `PRODUCT/VERSION/NAME`. */
export interface TargetPath {
  readonly product: string
  readonly version: string
  readonly name: string
}

/** A name holds a component and a version, `rootfs.from-1.4.0-RC1.delta`: 1 to 200 characters that are safe in any file name. */
const targetNamePattern = /^[A-Za-z0-9][A-Za-z0-9._-]{0,199}$/

/** Reads the path of a target of mycel. Throws {@link FormatError}; what it accepts never leaves its folder. */
export function parseTargetPath(path: string): TargetPath {
  const [product = '', version = '', name = '', ...rest] = path.split('/')
  const isPath = rest.length === 0 && targetNamePattern.test(name)
  requireForm('target path', isPath, `${JSON.stringify(path.slice(0, 400))} is not PRODUCT/VERSION/NAME`)
  return { product: parseName('product', product), version: parseVersion(version), name }
}
