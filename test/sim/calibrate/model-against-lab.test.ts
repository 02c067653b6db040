import assert from 'node:assert/strict'
import { test } from 'node:test'
import { checkLab, isWithin } from '#sim/calibrate/check-lab.ts'
import { calibrationRows } from '#sim/calibrate/checked-against.ts'
import { fitCalibration } from '#sim/calibrate/fit.ts'
import { nameOf } from '#sim/calibrate/lab-run.ts'
import { measuredOutcome, modelledOutcome } from '#sim/calibrate/outcome.ts'
import { isReversed, rankingsOf } from '#sim/calibrate/ranking.ts'
import { calibration } from '#sim/run/calibration.ts'
import { storedLab, storedLabs } from './stored-labs.ts'

for (const name of storedLabs) {
  const lab = storedLab(name)

  test(`the model is as near to the lab as it must be: ${nameOf(lab)}`, (context) => {
    const checks = checkLab(lab, calibration)

    for (const { what, errorPercent } of checks) context.diagnostic(`${what}: ${errorPercent.toFixed(1)} %`)
    assert.deepEqual(
      checks.filter((check) => !isWithin(check)),
      [],
    )
  })
}

test('the model names the same winner as the lab, of mycel and of every device on its own', () => {
  const rankings = rankingsOf(storedLabs.map(storedLab), calibration)

  assert.equal(rankings.length, 1)
  assert.ok(!rankings.some(isReversed), JSON.stringify(rankings))
})

test('a fit from wrong constants finds the bytes and the median of its lab run', () => {
  const lab = storedLab('4')

  const fitted = fitCalibration(lab, { ...calibration, wanOverhead: 1.3, startMs: 3_000 })

  const [measured, modelled] = [measuredOutcome(lab), modelledOutcome(lab, fitted)]
  assert.ok(Math.abs(modelled.wanBytes / measured.wanBytes - 1) < 0.002)
  assert.ok(Math.abs(modelled.medianSeconds - measured.medianSeconds) < 0.1)
})

test('a model without overhead is found too far from the lab', () => {
  const checks = checkLab(storedLab('8'), { ...calibration, wanOverhead: 1 })

  assert.deepEqual(
    checks.filter((check) => !isWithin(check)).map(({ what }) => what),
    ['WAN bytes, MiB'],
  )
})

test('what reports show of the calibration is what the stored lab runs and the model say', () => {
  const rows = storedLabs.flatMap((name, index) =>
    checkLab(storedLab(name), calibration, index === 0 ? 'fitted' : 'checked'),
  )

  const names = ({ scenario, what, measured }: (typeof calibrationRows)[number]) => ({ scenario, what, measured })
  assert.deepEqual(calibrationRows.map(names), rows.map(names))
  // The engines may have changed a little since; more than this, and the rows must be made again.
  for (const [index, { modelled, scenario }] of rows.entries()) {
    const shown = calibrationRows[index]?.modelled ?? 0
    assert.ok(Math.abs(modelled / shown - 1) < 0.02, `${scenario}: ${shown} is shown, ${modelled} is modelled`)
  }
})
