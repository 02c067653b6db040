/** Regenerates the `.js` and `.d.ts` beside every `.proto`: protons writes TypeScript that Node cannot strip, so tsc compiles it. */
import { execFileSync } from 'node:child_process'
import { copyFileSync, globSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { basename, dirname, join, resolve } from 'node:path'

const root = resolve(import.meta.dirname, '../..')

/** Every message file of the project. */
export function protoFiles(): string[] {
  return globSync('{core,adapters,node,tracker,sim}/**/*.proto', { cwd: root }).sort()
}

/** Compiles one message file and returns the text of its `.js` and its `.d.ts`. */
export function compileProto(protoFile: string): { readonly js: string; readonly dts: string } {
  const folder = mkdtempSync(join(root, 'node_modules/.proto-'))
  try {
    const name = basename(protoFile, '.proto')
    copyFileSync(join(root, protoFile), join(folder, `${name}.proto`))
    const node = process.execPath
    const protons = join(root, 'node_modules/protons/dist/bin/protons.js')
    execFileSync(node, [protons, '--path', folder, '--output', folder, join(folder, `${name}.proto`)])
    const tsc = join(root, 'node_modules/typescript/bin/tsc')
    const flags = '--ignoreConfig --noCheck --declaration --module nodenext --target es2023 --skipLibCheck --outDir'
    execFileSync(node, [tsc, join(folder, `${name}.ts`), ...flags.split(' '), join(folder, 'out')])
    const read = (extension: string) => readFileSync(join(folder, 'out', `${name}${extension}`), 'utf8')
    return { js: read('.js'), dts: read('.d.ts') }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

if (import.meta.main) {
  for (const protoFile of protoFiles()) {
    const { js, dts } = compileProto(protoFile)
    const stem = join(root, dirname(protoFile), basename(protoFile, '.proto'))
    writeFileSync(`${stem}.js`, js)
    writeFileSync(`${stem}.d.ts`, dts)
    process.stdout.write(`${protoFile}\n`)
  }
}
