import assert from 'node:assert/strict'
import { test } from 'node:test'
import { complaintsAbout } from './read.ts'

/** A file with one class of sites and a release, and what is refused of it. */
const refused: readonly {
  readonly what: string
  readonly site?: string
  readonly release?: string
  readonly more?: string
  readonly complaint: RegExp
}[] = [
  {
    what: 'shares of versions that do not sum to 100 %',
    site: 'versions: {1.0.0: 50 %, 1.1.0: 40 %}',
    complaint: /versions: the shares must sum to 100 %, they sum to 90 %$/,
  },
  {
    what: 'a version that is as new as the release',
    site: 'versions: {2.0.0: 100 %}',
    complaint: /versions\.2\.0\.0: must be older than the release, 2\.0\.0$/,
  },
  { what: 'a version that is none', site: 'versions: {v1: 100 %}', complaint: /"v1" is not a version/ },
  { what: 'hours that end when they begin', site: 'wanHours: 10:00-10:00', complaint: /end when they begin/ },
  {
    what: 'too many sites',
    site: 'sites: 20000, devices: 1}, {name: b, devices: 1',
    complaint: /has 20001 sites in all, at most 20000/,
  },
  {
    what: 'too many devices',
    site: 'sites: 1000, devices: {from: 1, to: 101}',
    complaint: /has up to 101000 devices in all, at most 100000/,
  },
  {
    what: 'two classes of one name',
    site: 'name: b}, {name: b',
    complaint: /sites\[1\]\.name: b is the name of a class/,
  },
  {
    what: 'more chunks than a manifest lists',
    release: 'image: 5 GiB, chunk: 64 KiB',
    complaint: /release\.image: has 81920 chunks, at most 65536/,
  },
  {
    what: 'more payloads than a million',
    release: `image: 4 GiB, chunk: 64 KiB, chunksPerPack: 1, delta: {${Array.from({ length: 16 }, (_, minor) => `1.${minor}.0: 9 %`).join(', ')}}`,
    complaint: /release: has 1114112 payloads over all deltas, at most 1000000/,
  },
  {
    what: 'a pack of more chunks than a payload may make',
    release: 'image: 64 MiB, chunksPerPack: 17',
    complaint: /chunksPerPack: must be one of 1, 2, 4, 8, 16, is 17$/,
  },
  {
    what: 'a delta that is larger than the image',
    release: 'image: 64 MiB, delta: {1.0.0: 65 MiB}',
    complaint: /delta\.1\.0\.0: must be from 1 byte a payload, 4, to the whole image/,
  },
  {
    what: 'a fault with count and share',
    more: '{kind: crash, count: 1, share: 3 %}',
    complaint: /there is a count already/,
  },
  { what: 'a death that ends', more: '{kind: dies, lasts: 3 s}', complaint: /lasts: dies has no end: leave it out/ },
  { what: 'a share of the tracker', more: '{kind: tracker-down, share: 3 %}', complaint: /there is one tracker/ },
  {
    what: 'a fault at a class that is not there',
    site: 'name: shop',
    more: '{kind: crash, sites: shops}',
    complaint: /faults\[0\]\.sites: no class of sites has this name: did you mean shop\?/,
  },
]

for (const { what, site = '', release = 'image: 64 MiB', more = '', complaint } of refused) {
  test(`${what} ${/^(a|more) /.test(what) ? 'is' : 'are'} refused`, () => {
    const text = `title: Refused.\nfleet: {sites: [{${site}}]}\nrelease: {${release}}\nfaults: [${more}]\n`

    const [first = '', ...others] = complaintsAbout(text)

    assert.match(first, complaint)
    assert.deepEqual(others, [])
  })
}

test('three thirds are a whole', () => {
  const versions = '{1.0.0: 33.3333333 %, 1.1.0: 33.3333333 %, 1.2.0: 33.3333334 %}'

  const complaints = complaintsAbout(
    `title: Thirds.\nfleet: {sites: [{versions: ${versions}}]}\nrelease: {image: 1 MiB}\n`,
  )

  assert.deepEqual(complaints, [])
})
