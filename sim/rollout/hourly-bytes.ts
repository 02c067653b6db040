/** What comes over the WANs is added up over so long a time. */
export const intervalSeconds = 3600

/** Bytes over the WANs of all sites: in each hour since the release, and of each site. */
export class HourlyBytes {
  readonly #hours: number[] = []
  readonly #sites: number[] = []

  add(site: number, bytes: number, seconds: number): void {
    const hour = Math.floor(seconds / intervalSeconds)
    this.#hours[hour] = (this.#hours[hour] ?? 0) + bytes
    this.#sites[site] = (this.#sites[site] ?? 0) + bytes
  }

  /** By hour. */
  get hours(): readonly number[] {
    return Array.from(this.#hours, (bytes = 0) => bytes)
  }

  /** Of one site in all. */
  of(site: number): number {
    return this.#sites[site] ?? 0
  }
}
