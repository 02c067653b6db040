import { sha256 } from '#core/digest.ts'
import { Site } from '#sim/exchange/site.ts'
import { releaseWants } from '#test/sim/exchange/release.ts'
const seed = 1
let n = 0
const observe: any = (m: any, e: any, at: number) => {
  if (at > 6e6) return
  const t = (at / 1e6).toFixed(3)
  if (e.type === 'send' && e.message.type === 'forged') console.log(t, m.name, 'blames', e.peer, ++n)
  if (m.name === 'device-2' && ((e.type === 'fetch' && e.peer === 'seeder-0') || e.type === 'cancel' || (e.type==='deliver'))) console.log(t, m.name, e.type, e.fetch, e.peer, e.address?.slice(0, 14))
  if (m.name === 'device-2' && e.type==='serve') console.log(t,'serve', e.address?.slice(0, 14))
  if (m.name === 'device-2' && e.type==='send' && e.message.type==='have' && e.peer==='device-4') console.log(t,'have', e.message.addresses.map((a:any)=>a.slice(0,14)).join())
}
const site = new Site({ seed, devices: 20, forgers: 3, wanBytesPerSecond: 625000, lanBytesPerSecond: 6_250_000, observe })
for (const d of site.devices) d.installer.want(releaseWants(256, 65536), sha256(Buffer.from(`release ${seed}`)))
site.run(5000)
