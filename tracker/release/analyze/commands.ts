import type { Command } from 'commander'
import { showProgress } from '#adapters/terminal/progress.ts'
import { analyzeImages } from '#tracker/release/analyze/analyze-images.ts'
import { analysisText } from '#tracker/release/analyze/text/analysis-text.ts'

/** Adds `release analyze` to the command `release`. */
export function registerAnalyzeCommand(release: Command): void {
  release
    .command('analyze')
    .argument('<old>', 'the image file that devices have')
    .argument('<new>', 'the image file that they are to have')
    .description('show where the bytes of the delta between two images go, and what makes it large')
    .option('--json', 'print JSON and no progress')
    .action(analyze)
}

/** The widths that the text is made for, in characters. Where there is no terminal it is the one of old ones. */
const width = { least: 60, usual: 80, most: 110 }

async function analyze(
  oldPath: string,
  newPath: string,
  options: { readonly json?: boolean },
  command: Command,
): Promise<void> {
  const isJson = options.json === true
  const onProgress = isJson ? () => undefined : showProgress(process.stderr, () => performance.now())
  const analysis = await analyzeImages({ oldPath, newPath, onProgress })
  const output = command.configureOutput()
  const columns = Math.min(width.most, Math.max(width.least, output.getOutHelpWidth?.() ?? width.usual))
  output.writeOut?.(isJson ? `${JSON.stringify(analysis, undefined, 2)}\n` : analysisText(analysis, columns))
}
