/** A length as people read it, at most eight characters below 100 GB: `467 B`, `31.8 KB`, `126.6 MB`. */
export function bytesText(bytes: number): string {
  if (bytes < 1e3) return `${bytes} B`
  return bytes < 1e6 ? `${(bytes / 1e3).toFixed(1)} KB` : `${(bytes / 1e6).toFixed(1)} MB`
}
