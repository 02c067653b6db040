import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { minuteOfDay, parseMinuteOfDay } from '#core/link/hours.ts'
import { type LinkConfig, type LinkFacts, linkRules } from '#core/link/rules.ts'

const open: LinkConfig = {
  wanDownloadKbit: undefined,
  wanUploadKbit: undefined,
  lanUploadKbit: undefined,
  hours: [],
  metered: false,
  batteryMinPercent: 40,
  wanBudgetBytes: undefined,
  whenExceeded: 'wait-for-neighbours',
}

const noon: LinkFacts = { minute: parseMinuteOfDay('12:00'), power: { type: 'mains' }, isForeground: false }

function hours(from: string, to: string, wanDownloadKbit: number): LinkConfig['hours'][number] {
  return { from: parseMinuteOfDay(from), to: parseMinuteOfDay(to), wanDownloadKbit }
}

test('without rules a device on mains may do everything, for ever', () => {
  assert.deepEqual(linkRules(open, noon), {
    wanRefusal: undefined,
    wanDownloadKbit: undefined,
    mayServe: true,
    tier: 0,
    changesAt: undefined,
  })
})

test('hours with 0 kbit/s leave the WAN alone until they end', () => {
  const rules = linkRules({ ...open, hours: [hours('08:00', '18:00', 0)] }, noon)

  assert.equal(rules.wanRefusal, 'hours')
  assert.equal(rules.changesAt, parseMinuteOfDay('18:00'))
})

test('hours have a rate of their own, other hours the usual one', () => {
  const config = { ...open, wanDownloadKbit: 4000, hours: [hours('08:00', '18:00', 500)] }

  assert.equal(linkRules(config, noon).wanDownloadKbit, 500)
  assert.equal(linkRules(config, { ...noon, minute: parseMinuteOfDay('20:00') }).wanDownloadKbit, 4000)
})

test('of ranges that overlap the first counts, and its end changes something', () => {
  const config = { ...open, hours: [hours('11:00', '13:00', 500), hours('08:00', '18:00', 0)] }

  const rules = linkRules(config, noon)

  assert.equal(rules.wanDownloadKbit, 500)
  assert.equal(rules.changesAt, parseMinuteOfDay('13:00'))
})

test('where one range goes on as the other ends nothing changes', () => {
  const config = { ...open, hours: [hours('08:00', '13:00', 0), hours('13:00', '18:00', 0)] }

  assert.equal(linkRules(config, noon).changesAt, parseMinuteOfDay('18:00'))
})

test('a metered device leaves the WAN alone until it has a budget', () => {
  const metered = { ...open, metered: true }

  assert.equal(linkRules(metered, noon).wanRefusal, 'metered')
  assert.equal(linkRules({ ...metered, wanBudgetBytes: 1_000_000 }, noon).wanRefusal, undefined)
})

test('what the owner asked for is held up by neither hours nor metering', () => {
  const config = { ...open, metered: true, hours: [hours('08:00', '18:00', 0)] }

  assert.equal(linkRules(config, { ...noon, isForeground: true }).wanRefusal, undefined)
})

test('a low battery leaves the WAN and the neighbours alone, whoever asks', () => {
  const rules = linkRules(open, { ...noon, power: { type: 'battery', percent: 39.9 }, isForeground: true })

  assert.equal(rules.wanRefusal, 'battery')
  assert.equal(rules.mayServe, false)
})

test('a charged battery allows everything, but leaves the WAN to others', () => {
  const rules = linkRules(open, { ...noon, power: { type: 'battery', percent: 40 } })

  assert.equal(rules.wanRefusal, undefined)
  assert.equal(rules.mayServe, true)
  assert.ok(rules.tier > linkRules(open, noon).tier)
})

test('the rules hold until the time that they give', () => {
  const minutes = fc.integer({ min: 0, max: 1439 }).map(minuteOfDay)
  const range = fc
    .record({ from: minutes, to: minutes, wanDownloadKbit: fc.constantFrom(0, 100, 200) })
    .filter(({ from, to }) => from !== to)

  fc.assert(
    fc.property(fc.array(range, { maxLength: 5 }), minutes, (ranges, minute) => {
      const config = { ...open, hours: ranges }
      const rulesAt = (at: number) => {
        const { changesAt: _, ...rules } = linkRules(config, { ...noon, minute: minuteOfDay(at % 1440) })
        return rules
      }
      const { changesAt } = linkRules(config, { ...noon, minute })

      let passed = 1
      while (passed < 1440 && (minute + passed) % 1440 !== changesAt) {
        assert.deepEqual(rulesAt(minute + passed), rulesAt(minute))
        passed += 1
      }
      if (changesAt !== undefined) assert.notDeepEqual(rulesAt(changesAt), rulesAt(minute))
    }),
  )
})
