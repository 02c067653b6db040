import assert from 'node:assert/strict'
import { test } from 'node:test'
import { EngineLoop } from '#adapters/exchange/engine-loop.ts'
import { type Engine, type Instant, later } from '#core/engine.ts'

type Input = { readonly type: 'word'; readonly text: string } | { readonly type: 'tick' }

/** Says every word again, and asks for a tick some time after each. */
class Echo implements Engine<Input, string> {
  readonly heard: string[] = []
  readonly #tickAfterMs: number | undefined
  #deadline: Instant | undefined

  constructor(tickAfterMs?: number) {
    this.#tickAfterMs = tickAfterMs
  }

  handle(input: Input, now: Instant): readonly string[] {
    const text = input.type === 'tick' ? 'tick' : input.text
    const isTooEarly = input.type === 'tick' && now < (this.#deadline ?? 0)
    this.heard.push(isTooEarly ? 'early tick' : text)
    if (!isTooEarly) this.#deadline = undefined
    if (input.type === 'word' && this.#tickAfterMs !== undefined) this.#deadline = later(now, this.#tickAfterMs)
    return [text]
  }

  deadline(): Instant | undefined {
    return this.#deadline
  }
}

function word(text: string): Input {
  return { type: 'word', text }
}

test('an input that comes while effects are carried out waits its turn', () => {
  const engine = new Echo()
  const order: string[] = []
  const loop: EngineLoop<Input, string> = new EngineLoop(engine, (effect) => {
    order.push(`begin ${effect}`)
    if (effect === 'first') loop.input(word('second'))
    order.push(`end ${effect}`)
  })

  loop.input(word('first'))

  assert.deepEqual(order, ['begin first', 'end first', 'begin second', 'end second'])
})

test('a deadline brings a tick', async () => {
  const engine = new Echo(5)
  const { promise: ticked, resolve } = Promise.withResolvers<void>()
  const loop = new EngineLoop<Input, string>(engine, (effect) => {
    if (effect === 'tick' && engine.deadline() === undefined) resolve()
  })

  loop.input(word('first'))
  await ticked

  assert.deepEqual(
    engine.heard.filter((heard) => heard !== 'early tick'),
    ['first', 'tick'],
  )
})

test('many inputs keep one timer', (t) => {
  t.mock.timers.enable({ apis: ['setTimeout'] })
  const engine = new Echo(1_000)
  const loop = new EngineLoop<Input, string>(engine, () => {})

  for (const text of ['first', 'second', 'third']) loop.input(word(text))
  t.mock.timers.tick(1_100)

  assert.equal(engine.heard.length, 4, 'three words and one tick')
  loop.stop()
})

test('an engine without a deadline gets no tick', (t) => {
  t.mock.timers.enable({ apis: ['setTimeout'] })
  const engine = new Echo()
  const loop = new EngineLoop<Input, string>(engine, () => {})

  loop.input(word('first'))
  t.mock.timers.runAll()

  assert.deepEqual(engine.heard, ['first'])
})

test('a loop that is stopped handles nothing, neither a tick nor what waited', (t) => {
  t.mock.timers.enable({ apis: ['setTimeout'] })
  const engine = new Echo(1_000)
  const loop: EngineLoop<Input, string> = new EngineLoop(engine, () => {
    loop.input(word('waits'))
    loop.stop()
  })

  loop.input(word('first'))
  loop.input(word('late'))
  t.mock.timers.runAll()

  assert.deepEqual(engine.heard, ['first'])
})
