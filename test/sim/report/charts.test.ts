import assert from 'node:assert/strict'
import { test } from 'node:test'
import { adoptionChart } from '#sim/report/charts/adoption.ts'
import { chartFigure } from '#sim/report/charts/chart.ts'
import { wanPerSiteChart } from '#sim/report/charts/wan-per-site.ts'
import { wanRateChart } from '#sim/report/charts/wan-rate.ts'
import { modelledRun } from './modelled-runs.ts'

test('the adoption curve is told in words, too', () => {
  const run = modelledRun(1)
  const devices = run.devices.map((device, index) => ({
    ...device,
    outcome: 'confirmed' as const,
    verifiedAt: index < run.devices.length / 2 ? 20 : 80,
  }))

  const { description } = adoptionChart([{ ...run, devices }], '2.0.0')

  assert.equal(
    description,
    'The curve rises from 0 % of the devices: half after 20 s, 99 % after 1 min 20 s, 100 % in the end.',
  )
})

test('a tail that would flatten the curve is cut, which the caption says', () => {
  const run = modelledRun(1)
  const devices = run.devices.map((device, index) => ({ ...device, verifiedAt: index === 0 ? 50_000 : 30 }))

  const { caption } = adoptionChart([{ ...run, devices }], '2.0.0')

  assert.match(caption, /1 device verified after the end of the chart\.$/)
})

test('the rate over the WAN is the mean over a time that the caption names', () => {
  const run = {
    ...modelledRun(1),
    wanIntervals: [2_500_000, 2_500_000, 0, 0],
    intervalSeconds: 2,
    originBytes: 5_000_000,
  }

  const { caption } = wanRateChart([run], undefined)

  assert.equal(caption, 'Highest mean over 2 s: 10 Mbit/s. The origin has no limit and sent 4.77 MiB.')
})

test('runs that were read at unlike intervals are put together', () => {
  const run = modelledRun(1)
  const fine = { ...run, wanIntervals: [1_000_000, 3_000_000], intervalSeconds: 1 }
  const coarse = { ...run, wanIntervals: [4_000_000], intervalSeconds: 2 }

  const { caption } = wanRateChart([fine, coarse], 40)

  assert.match(caption, /^Highest mean over 2 s: 16 Mbit\/s\. The origin is limited to 40 Mbit\/s/)
})

test('the site that took the most is told beside the one in the middle', () => {
  const run = modelledRun(1)
  const sites = run.sites.map((site, index) => ({
    ...site,
    boundBytes: 1_000,
    wanDownBytes: index === 0 ? 2_500 : 1_050,
  }))

  const { description } = wanPerSiteChart([{ ...run, sites }])

  assert.equal(description, 'Of 40 sites, 97.5 % took at most 1.1 times the bound; the middle is 1.05, the worst 2.5.')
})

test('a chart is drawn for a desk and for a telephone, each with its title first', () => {
  const { markup } = chartFigure(wanPerSiteChart([modelledRun(1)]))

  const titles = [...markup.matchAll(/<svg[^>]*><title id="([\w-]+)">/g)].map((match) => match[1])

  assert.deepEqual(titles, ['wan-per-site-wide-title', 'wan-per-site-narrow-title'])
})
