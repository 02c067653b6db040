import assert from 'node:assert/strict'
import { test } from 'node:test'
import { isRenewalDue } from '#tracker/engine/renewal.ts'

const signed = Date.UTC(2026, 0, 1)
const dayMs = 24 * 60 * 60 * 1000

function goodFor(days: number): { readonly expires: Date; readonly days: number } {
  return { expires: new Date(signed + days * dayMs), days }
}

function daysAfter(days: number): Date {
  return new Date(signed + days * dayMs)
}

test('what has half of its time left is not yet renewed, and a millisecond later it is', () => {
  assert.equal(isRenewalDue([goodFor(8)], daysAfter(4)), false)
  assert.equal(isRenewalDue([goodFor(8)], new Date(daysAfter(4).getTime() + 1)), true)
})

test('the one that is due first decides', () => {
  assert.equal(isRenewalDue([goodFor(8), goodFor(2)], daysAfter(1.5)), true)
})

test('what has expired is due', () => {
  assert.equal(isRenewalDue([goodFor(8)], daysAfter(9)), true)
})

test('where nothing is signed nothing is due', () => {
  assert.equal(isRenewalDue([], daysAfter(9)), false)
})
