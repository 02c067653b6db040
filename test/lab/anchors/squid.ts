import { mkdir, writeFile } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import type { Anchor, AnchorField } from './anchor.ts'
import { AnchorProcess } from './anchor-process.ts'

const originPort = 8080
const proxyPort = 3128

/** A caching proxy at the router of each site, which sends one request upstream for many that ask for the same. */
export const squid: Anchor = {
  name: 'squid',
  setup: 'a proxy at the router, collapsed forwarding',
  needs: [
    { package: 'squid', probe: ['squid', '-v'] },
    { package: 'curl', probe: ['curl', '--version'] },
    { package: 'python3', probe: ['python3', '--version'] },
  ],

  async deploy({ lab, file, directory }) {
    const serving = ['python3', '-u', '-m', 'http.server', String(originPort), '--bind', lab.vendorAddress]
    const origin = new AnchorProcess(lab.at('vendor'), [...serving, '--directory', dirname(file)])
    const processes = [origin]
    const end = async (): Promise<void> => void (await Promise.all(processes.map((process) => process.end())))
    try {
      await origin.line('Serving HTTP')
      for (let site = 1; site <= lab.shape.sites; site++)
        processes.push(await startProxy({ lab, file, directory }, site))
    } catch (error) {
      await end()
      throw error
    }
    const url = `http://${lab.vendorAddress}:${originPort}/${basename(file)}`
    const copies = lab.devices.map(({ site, device }) => join(directory, `squid-${site}-${device}`))
    return {
      copies,
      end,
      async offer() {
        const downloads = lab.devices.map((device, index) => {
          const proxy = `http://${lab.routerAddressOf(device.site)}:${proxyPort}`
          const words = [
            'curl',
            '--silent',
            '--show-error',
            '--fail',
            '--proxy',
            proxy,
            '--output',
            copies[index] ?? '',
          ]
          return new AnchorProcess(lab.at(device), [...words, url])
        })
        processes.push(...downloads)
        await Promise.all(downloads.map((download) => download.success()))
      },
    }
  },
}

async function startProxy({ lab, directory }: AnchorField, site: number): Promise<AnchorProcess> {
  const place = join(directory, `squid-${site}`)
  await mkdir(place, { mode: 0o777 })
  const configuration = join(directory, `squid-${site}.conf`)
  await writeFile(configuration, configurationOf(`${lab.routerAddressOf(site)}:${proxyPort}`, place))
  const proxy = new AnchorProcess(lab.at({ router: site }), ['squid', '-N', '-d', '1', '-f', configuration])
  await proxy.line('Accepting HTTP Socket connections')
  return proxy
}

/** What squid's documentation gives for a cache of large files; the file is kept in memory. */
function configurationOf(listen: string, place: string): string {
  const lines = [
    `http_port ${listen}`,
    'http_access allow all',
    'collapsed_forwarding on',
    'cache_mem 512 MB',
    'maximum_object_size 1 GB',
    'maximum_object_size_in_memory 256 MB',
    'cache_log /dev/null',
    'access_log none',
    'pid_filename none',
    'visible_hostname router',
    `coredump_dir ${place}`,
  ]
  return `${lines.join('\n')}\n`
}
