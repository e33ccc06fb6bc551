import { expect, it } from 'vitest'
import { leavesOf, nearestLeaf } from './webhook-sender.ts'

const leaves = leavesOf({ id: 'record', response: { success: true, data: [{ id: 7, url: 'u' }] } })

it('finds scalars with their paths', () => {
  expect(leaves.map(({ tokens }) => tokens.join('/'))).toEqual(['id', 'response/success', 'response/data/0/id', 'response/data/0/url'])
})

it('picks the leaf with the most similar path end', () => {
  expect(nearestLeaf(leaves, ['data', '0', 'id'])?.value).toBe(7)
  expect(nearestLeaf(leaves, ['success'])?.value).toBe(true)
  expect(nearestLeaf(leaves, ['trace_id'])).toBeUndefined()
})
