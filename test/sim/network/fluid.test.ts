import assert from 'node:assert/strict'
import { test } from 'node:test'
import { BrokenRule } from '#core/check.ts'
import { instant } from '#core/engine.ts'
import { Clock } from '#sim/clock.ts'
import { Fluid } from '#sim/network/fluid.ts'

const second = 1_000_000
const long = instant(1000 * second)

/** A network, and what it takes to note the instants in seconds at which its flows end. */
function makeNetwork() {
  const clock = new Clock()
  const ends: [string, number][] = []
  const noteEnd = (name: string) => () => ends.push([name, clock.now / second])
  return { clock, network: new Fluid(clock), ends, noteEnd }
}

test('transfers share a link equally', () => {
  const { clock, network, ends, noteEnd } = makeNetwork()
  const links = [network.link(100)]
  network.start({ links, bytes: 100, done: noteEnd('long') })
  network.start({ links, bytes: 50, done: noteEnd('short') })

  clock.run(long)

  assert.deepEqual(ends, [
    ['short', 1],
    ['long', 1.5],
  ])
})

test('what one transfer cannot use goes to the others', () => {
  const { clock, network, ends, noteEnd } = makeNetwork()
  const shared = network.link(100)
  network.start({ links: [shared, network.link(20)], bytes: 20, done: noteEnd('narrow') })
  network.start({ links: [shared], bytes: 80, done: noteEnd('wide') })

  clock.run(long)

  assert.deepEqual(ends, [
    ['narrow', 1],
    ['wide', 1],
  ])
})

test('transfers that end at one instant are done in the order in which they started', () => {
  const { clock, network, ends, noteEnd } = makeNetwork()
  const links = [network.link(70)]
  const names = ['1', '2', '3', '4', '5', '6', '7']
  for (const name of names) network.start({ links, bytes: 10, done: noteEnd(name) })

  clock.run(long)

  assert.deepEqual(
    ends.map(([name]) => name),
    names,
  )
})

test('a link that is named twice carries the bytes twice', () => {
  const { clock, network, ends, noteEnd } = makeNetwork()
  const radio = network.link(100)
  network.start({ links: [radio, radio], bytes: 100, done: noteEnd('relayed') })

  clock.run(long)

  assert.deepEqual(ends, [['relayed', 2]])
  assert.equal(radio.carriedBytes, 200)
})

test('a stopped transfer leaves its share to the others, and its bytes count', () => {
  const { clock, network, ends, noteEnd } = makeNetwork()
  const link = network.link(100)
  network.start({ links: [link], bytes: 100, done: noteEnd('other') })
  const stopped = network.start({
    links: [link],
    bytes: 100,
    done: () => assert.fail('a stopped transfer is not done'),
  })
  clock.at(instant(second), () => stopped.stop())

  clock.run(long)

  assert.deepEqual(ends, [['other', 1.5]])
  assert.equal(stopped.arrivedBytes(), 50)
  assert.equal(link.carriedBytes, 150)
})

test('a transfer that another one stops as it ends is not done, though it would end then too', () => {
  const { clock, network } = makeNetwork()
  const links = [network.link(100)]
  network.start({ links, bytes: 50, done: () => other.stop() })
  const other = network.start({ links, bytes: 50, done: () => assert.fail('a stopped transfer is not done') })

  clock.run(long)

  assert.equal(other.arrivedBytes(), 50)
})

test('while a link stands still its transfers wait, and then go on', () => {
  const { clock, network, ends, noteEnd } = makeNetwork()
  const link = network.link(100)
  const transfer = network.start({ links: [link], bytes: 100, done: noteEnd('waiting') })
  clock.at(instant(0.5 * second), () => link.setRate(0))
  clock.at(instant(3 * second), () => assert.equal(transfer.arrivedBytes(), 50))
  clock.at(instant(4 * second), () => link.setRate(50))

  clock.run(long)

  assert.deepEqual(ends, [['waiting', 5]])
})

test('a network at rest arranges nothing', () => {
  const { clock, network } = makeNetwork()
  const link = network.link(0)
  network.start({ links: [link], bytes: 1, done: () => assert.fail('nothing moves') })

  assert.equal(clock.run(long), 0)
})

test('a transfer is no faster than its cap', () => {
  const { clock, network, ends, noteEnd } = makeNetwork()
  network.start({ links: [network.link(100)], bytes: 100, rateMax: 25, done: noteEnd('lossy') })

  clock.run(long)

  assert.deepEqual(ends, [['lossy', 4]])
})

test('a slow start sends ten segments in the first round trip and twice as many in each that follows', () => {
  const { clock, network, ends, noteEnd } = makeNetwork()
  const links = [network.link(1448 * 10_000)]
  const bytes = 1448 * (10 + 20 + 40 + 80)
  network.start({ links, bytes, roundTripMs: 100, done: noteEnd('new connection') })

  clock.run(long)

  assert.deepEqual(ends, [['new connection', 0.4]])
})

test('a slow start is over when the links give no more', () => {
  const { clock, network, ends, noteEnd } = makeNetwork()
  const links = [network.link(1448 * 150)]
  const bytes = 1448 * (10 + 15)
  network.start({ links, bytes, roundTripMs: 100, done: noteEnd('new connection') })

  clock.run(long)

  assert.deepEqual(ends, [['new connection', 0.2]])
})

test('an empty transfer is done at once, but not before the call returns', () => {
  const { clock, network, ends, noteEnd } = makeNetwork()
  network.start({ links: [network.link(0)], bytes: 0, done: noteEnd('empty') })
  assert.deepEqual(ends, [])

  clock.run(long)

  assert.deepEqual(ends, [['empty', 0]])
})

test('a transfer over nothing is refused', () => {
  const { network } = makeNetwork()

  assert.throws(() => network.start({ links: [], bytes: 1, done: () => {} }), BrokenRule)
})

test('a transfer over links of two networks is refused', () => {
  const { clock, network } = makeNetwork()
  const links = [network.link(100), new Fluid(clock).link(100)]

  assert.throws(() => network.start({ links, bytes: 1, done: () => {} }), BrokenRule)
})
