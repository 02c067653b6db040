import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Curve, noCurve, pointsMax, withPoint } from '#tracker/engine/kpi/curve.ts'
import { noCounts } from '#tracker/engine/rollout/record.ts'

function curveOf(count: number, everyMs: number): Curve {
  let curve = noCurve
  for (let index = 0; index < count; index++) {
    curve = withPoint(curve, index * everyMs, 1, { ...noCounts, began: index, confirmed: index })
  }
  return curve
}

test('a curve never has more points than it may, and keeps the first and the last', () => {
  const { points } = curveOf(10_000, 1000)

  assert.ok(points.length <= pointsMax)
  assert.deepEqual([points[0]?.confirmed, points.at(-1)?.confirmed], [0, 9999])
})

test('points of a curve are in order, and counts do not fall', () => {
  const { points } = curveOf(5000, 300)

  for (const [index, point] of points.slice(1).entries()) {
    const before = points[index]
    assert.ok(before !== undefined && before.at <= point.at && before.confirmed <= point.confirmed)
  }
})

test('what happens within the least time moves the last point', () => {
  const { points } = curveOf(10, 50)

  assert.deepEqual(
    points.map(({ confirmed }) => confirmed),
    [0, 9],
  )
})
