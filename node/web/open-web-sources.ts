import type { WebSources, WebSourcesInit } from './web-sources.ts'

/** The web servers of a configuration, not started; undefined where it has none. */
export async function openWebSources(init: WebSourcesInit): Promise<WebSources | undefined> {
  if (init.urls.length === 0) return undefined
  // Loaded only where somebody wrote one down: HTTP and TLS take some memory.
  const { WebSources } = await import('./web-sources.ts')
  return new WebSources(init)
}
