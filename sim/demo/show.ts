import { join, resolve } from 'node:path'
import { bytesText } from './bytes-text.ts'
import { runDemo } from './demo.ts'
import { type ImagePair, namedImages, pybricksImages } from './images.ts'
import { largeImages } from './large-images.ts'
import { DemoDevice } from './site/device.ts'
import { hasSucceeded, summaryText } from './summary.ts'
import { Board, type BoardEvent } from './view/board.ts'
import { canShow, Screen } from './view/screen.ts'

/** Which images a person wants to see distributed. */
export type ImageChoice =
  | { readonly type: 'small' | 'large' }
  | { readonly type: 'named'; readonly oldPath: string; readonly newPath: string }

/** What a person asked for. */
export interface ShowInit {
  readonly images: ImageChoice
  readonly devices: number
  /** Whether a faulty release follows the good one. */
  readonly hasSecondAct: boolean
  readonly faults: boolean
  readonly shaping: boolean
  readonly plain?: boolean
  readonly json?: boolean
  /** An empty directory for everything. */
  readonly directory: string
  readonly signal: AbortSignal
}

/** Devices that are killed in the middle of the update. */
const killsMax = 2

/**
 * The shaped WAN would carry a whole image in this many seconds. A delta is a tenth of its image as a rule: a person has
 * ten seconds to watch it travel, and a device that was killed is back before it has.
 */
const imageSeconds = 100

/** The lowest limit that a tracker takes, in bytes per second. */
const uploadLimitMin = 2_048

/** Runs a demo before the eyes of a person, or for a program. Resolves with whether every device was updated. */
export async function showDemo(init: ShowInit): Promise<boolean> {
  const { directory, signal } = init
  const images = await choose(init)
  const logDirectory = join(directory, 'logs')
  const launcher = { entry: resolve(process.argv[1] ?? 'mycel.ts'), environment: process.env, logDirectory, signal }
  const hasScreen = !isPlain(init) && canShow(process.stdout, process.env)
  const board = boardOf(init, images, hasScreen ? () => undefined : lineWriter(init))
  const screen = hasScreen ? Screen.open(board, process.stdout, process.env) : undefined
  try {
    const kills = init.faults ? killsMax : 0
    const { hasSecondAct } = init
    const summary = await runDemo({ launcher, directory, images, board, killsMax: kills, hasSecondAct, signal })
    screen?.close()
    process.stdout.write(init.json === true ? `${JSON.stringify(summary)}\n` : `\n${summaryText(summary)}`)
    return hasSucceeded(summary)
  } finally {
    screen?.close()
  }
}

function choose({ images, directory, signal, ...init }: ShowInit): Promise<ImagePair> {
  const folder = join(directory, 'images')
  switch (images.type) {
    case 'small':
      return pybricksImages(folder)
    case 'large': {
      const tell = (what: string): void => lineWriter(init)({ who: 'demo', what })
      return largeImages({ directory: folder, environment: process.env, signal, tell })
    }
    case 'named':
      return namedImages(images.oldPath, images.newPath)
  }
}

function boardOf(init: ShowInit, images: ImagePair, onEvent: (event: BoardEvent) => void): Board {
  const device = (name: string): DemoDevice =>
    new DemoDevice(name, join(init.directory, name), join(init.directory, 'logs', `${name}.log`))
  const names = Array.from({ length: init.devices }, (_, index) => `device-${String(index + 1).padStart(2, '0')}`)
  const uploadLimit = Math.max(uploadLimitMin, Math.round(images.new.bytes / imageSeconds))
  return new Board(
    {
      title: `${images.product} ${images.old.version} -> ${images.new.version} (${bytesText(images.new.bytes)})`,
      uploadLimit: init.shaping ? uploadLimit : undefined,
      devices: names.map(device),
      intruder: init.faults ? device('intruder') : undefined,
    },
    onEvent,
  )
}

function isPlain({ plain, json }: Pick<ShowInit, 'plain' | 'json'>): boolean {
  return plain === true || json === true
}

/** Prints events as lines, or nothing where only JSON is wanted. */
function lineWriter({ json }: Pick<ShowInit, 'json'>): (event: Pick<BoardEvent, 'who' | 'what'>) => void {
  if (json === true) return () => undefined
  return ({ who, what }) => void process.stdout.write(`${who.padEnd(9)} ${what}\n`)
}
