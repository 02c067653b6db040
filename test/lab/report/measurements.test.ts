import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sectionOf, withSection } from './measurements.ts'

test('a section is replaced between its marks and the rest stays', () => {
  const document = '# M\n\n<!-- a:begin -->\nold\n<!-- a:end -->\n\n<!-- b:begin -->\nother\n<!-- b:end -->\n'

  const written = withSection(document, 'a', 'new\n')

  assert.equal(sectionOf(written, 'a'), 'new')
  assert.equal(sectionOf(written, 'b'), 'other')
  assert.equal(written, document.replace('old', 'new'))
})

test('a section that is not there is added at the end', () => {
  const written = withSection('# M\n', 'a', 'new')

  assert.equal(written, '# M\n\n<!-- a:begin -->\nnew\n<!-- a:end -->\n')
})

test('a document without the marks has an empty section', () => {
  assert.equal(sectionOf('# M\n', 'a'), '')
})
