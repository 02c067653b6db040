import assert from 'node:assert/strict'
import { test } from 'node:test'
import { bencode, torrentOf } from './torrent.ts'

test('values are encoded as BEP 3 says, with the keys of dictionaries in order', () => {
  const encoded = bencode({ spam: ['a', 'b'], cow: -3 })

  assert.equal(Buffer.from(encoded).toString(), 'd3:cowi-3e4:spaml1:a1:bee')
})

test('a torrent has a hash of 20 bytes for each of its pieces', () => {
  const content = new Uint8Array(40 * 1024)

  const torrent = Buffer.from(torrentOf({ name: 'image', content }, 'http://tracker/announce')).toString('latin1')

  assert.match(torrent, /^d8:announce23:http:\/\/tracker\/announce4:infod6:lengthi40960e4:name5:image/)
  assert.match(torrent, /12:piece lengthi16384e6:pieces60:/)
})
