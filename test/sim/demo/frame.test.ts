import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Board } from '#sim/demo/view/board.ts'
import { type FrameStyle, frame } from '#sim/demo/view/frame.ts'
import { deviceAfter, progress } from './demo-device.ts'

const glyphs = { neighbours: '#', wan: '=', missing: '.' }

/** A terminal of that size that shows no colours. */
function plain(columns: number, rows: number): FrameStyle {
  return { columns, rows, paint: (_role, text) => text, glyphs }
}

/** A site in the middle of its update, with an intruder that its first device has banned. */
function boardOf(deviceCount: number): Board {
  const devices = Array.from({ length: deviceCount }, (_, index) =>
    deviceAfter(
      `device-${String(index + 1).padStart(2, '0')}`,
      ['phase-fetching'],
      ['progress', progress(3, { lan: 20_000, wan: 10_000 })],
    ),
  )
  const intruder = deviceAfter('intruder', ['phase-idle'])
  intruder.peer = 'enemy'
  devices[0]?.banned.add('enemy')
  const title = 'primehub 7.27.0 -> 7.28.0 (296.8 KB)'
  const board = new Board({ title, uploadLimit: 3_000, devices, intruder }, () => undefined)
  for (let count = 1; count <= 30; count += 1)
    board.tell('vendor', `does thing ${count}, ${'which takes words '.repeat(9)}`)
  return board
}

for (const [columns, rows] of [
  [80, 24],
  [60, 24],
  [200, 60],
  [80, 14],
] as const) {
  test(`a frame for ${columns} columns and ${rows} rows is no larger`, () => {
    const lines = frame(boardOf(12), plain(columns, rows))

    assert.ok(lines.length <= rows, `${lines.length} lines`)
    assert.deepEqual(
      lines.filter((line) => line.length > columns),
      [],
    )
  })
}

test('twelve devices, the intruder and the last events fit 80 by 24', () => {
  const text = frame(boardOf(12), plain(80, 24)).join('\n')

  assert.equal(text.match(/^device-\d\d /gm)?.length, 12)
  assert.match(text, /^intruder {2}banned by 1 device *$/m)
  assert.match(text, /vendor {4}does thing 30/)
})

test('a bar shows what came from neighbours and what over the WAN', () => {
  const lines = frame(boardOf(1), plain(80, 24))

  const bar = lines.find((line) => line.startsWith('device-01'))?.split(' ')[1]
  assert.match(bar ?? '', /^#{10,11}={5}\.{15}$/)
})

test('devices that do not fit are counted', () => {
  const text = frame(boardOf(100), plain(80, 24)).join('\n')

  const shown = text.match(/^device-\d+ /gm)?.length ?? 0
  assert.match(text, new RegExp(`^\\.\\.\\. and ${100 - shown} more devices$`, 'm'))
})

test('the link to the dashboard is shown whole, over as many lines as it takes', () => {
  const board = boardOf(12)
  const link = `http://127.0.0.1:40237/#token=mycel_${'x'.repeat(60)}`
  board.beginSecondAct('primehub 7.28.0 -> 7.28.1, which is faulty', link)

  const lines = frame(board, plain(60, 14))

  assert.ok(lines.length <= 14, `${lines.length} lines`)
  assert.ok(
    lines
      .map((line) => line.trimEnd())
      .join('')
      .includes(link),
  )
})

test('in the second act a frame counts the devices that returned, of those that took the release', () => {
  const board = boardOf(3)
  board.beginSecondAct('primehub 7.28.0 -> 7.28.1, which is faulty', 'http://127.0.0.1:40237/')
  const [first, second] = board.devices
  for (const event of ['phase-planning', 'phase-trial', 'phase-rolled-back']) first?.hear({ event })
  second?.hear({ event: 'phase-planning' })

  const text = frame(board, plain(80, 24)).join('\n')

  assert.match(text, /1 of 2 returned/)
})
