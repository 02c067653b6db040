import { mkdirSync } from 'node:fs'
import { DashboardRig } from './dashboard-rig.ts'
mkdirSync('/tmp/dashboard', { recursive: true })
const after: (() => unknown)[] = []
console.time('start')
const rig = await DashboardRig.start({ after: (f: any) => void after.push(f) } as any)
console.timeEnd('start')
console.time('fill')
await rig.fill()
console.timeEnd('fill')
await rig.rollOut()
console.timeLog
const places = ['', 'rollouts', 'rollouts/spring', 'devices', 'sites', 'releases', `devices/x`]
const list = await rig.tracker.ask('/v1/fleet/devices?limit=1')
places[6] = `devices/${list.body.items[0].id}`
const views = [['light', { colorScheme: 'light', viewport: { width: 1280, height: 800 } }], ['dark', { colorScheme: 'dark', viewport: { width: 1280, height: 800 } }], ['narrow', { colorScheme: 'light', viewport: { width: 360, height: 740 } }]] as const
for (const [name, options] of views)
  for (const place of places) {
    const page = await rig.open(place, options)
    page.on('console', (m) => console.log(m.text()))
    page.on('pageerror', (m) => console.log(m))
    await page.waitForTimeout(300)
    await page.screenshot({ path: `/tmp/dashboard/${name}-${place.split('/').map(x=>x.slice(0,9)).join('_') || 'fleet'}.png`, fullPage: true })
    if (place === 'rollouts/spring') {
      await page.getByRole('button', { name: 'Abort and take back' }).click()
      await page.waitForTimeout(300)
      await page.screenshot({ path: `/tmp/dashboard/${name}-confirm.png` })
    }
    await page.close()
  }
const out = await rig.openSignedOut('', views[2][1])
await out.screenshot({ path: '/tmp/dashboard/narrow-signin.png' })
for (const f of after.reverse()) await f()
process.exit(0)
