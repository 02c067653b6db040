import { sha256 } from '#core/digest.ts'
import { runSite } from '#test/sim/exchange/site-run.ts'
const [from, to] = (process.argv[2] ?? '1..20').split('..').map(Number)
const forgers = Number(process.argv[3] ?? 3)
const [payloads, bytes] = [256, 65536]
let sum = 0
const all = []
for (let seed = from; seed <= to; seed++) {
  const t = performance.now()
  const site: any = { seed, devices: 20, forgers, wanBytesPerSecond: 625000, lanBytesPerSecond: 6_250_000 }
  const out = runSite({ site, payloads, payloadBytes: bytes, group: sha256(Buffer.from(`release ${seed}`)) })
  const wanBy = [...out.wanUsers].map((m) => m.name + (m.isForger ? '!' : ''))
  const worst = Math.max(...out.doneRatios.values())
  all.push(out.wanCopies)
  console.log(seed, out.wanCopies.toFixed(3), worst.toFixed(2), wanBy.join(' '), out.doneRatios.size, ((performance.now() - t) | 0) + 'ms')
}
all.sort((a, b) => a - b)
console.log('median', all[all.length >> 1].toFixed(3), 'max', all.at(-1).toFixed(3), 'mean', (all.reduce((a, b) => a + b) / all.length).toFixed(3))
