/** What packing reads of `package.json`; the rest goes along or is left out unread. */
export interface Manifest {
  readonly bin: Readonly<Record<string, string>>
  readonly imports: Readonly<Record<string, string>>
  readonly optionalDependencies?: Readonly<Record<string, string>>
  readonly [field: string]: unknown
}

/** The fields that say something to whoever installs mycel. */
const keptFields = ['name', 'version', 'description', 'license', 'type', 'engines', 'files', 'dependencies'] as const

/**
 * The manifest of the package, made from that of the checkout: what was TypeScript is JavaScript in `dist/`, whoever
 * installs it brings Node.js, and there is nothing to build or to run. `gitHead` is the commit, as npm calls it.
 */
export function packedManifest(manifest: Manifest, gitHead: string | undefined): Manifest {
  const kept = keptFields.flatMap((field) => (field in manifest ? [[field, manifest[field]]] : []))
  const rooms = Object.entries(manifest.imports).filter(([name]) => !name.startsWith('#test/'))
  const optional = Object.entries(manifest.optionalDependencies ?? {}).filter(([name]) => !name.startsWith('node-'))
  return {
    ...Object.fromEntries(kept),
    ...(gitHead === undefined ? {} : { gitHead }),
    bin: Object.fromEntries(Object.entries(manifest.bin).map(([name, path]) => [name, compiledPath(path)])),
    imports: Object.fromEntries(rooms.map(([name, path]) => [name, compiledPath(path)])),
    ...(optional.length === 0 ? {} : { optionalDependencies: Object.fromEntries(optional) }),
  }
}

/** Where a source file is once compiled: `./core/*.ts` is `./dist/core/*.js`. Other files keep their place. */
function compiledPath(path: string): string {
  return /\.[jt]s$/.test(path) ? path.replace(/^\.\/(.*)\.[jt]s$/, './dist/$1.js') : path
}
