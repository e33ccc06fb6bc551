import { describe, expect, it } from 'vitest'
import { mapAt } from './pointer.ts'

function mark(value: unknown, pointer: string) {
  return `${pointer}=${String(value)}`
}

describe('mapAt', () => {
  it('changes the values a pattern names, in a copy', () => {
    const input = { a: { 'b/c': 1 }, list: [{ id: 1 }, { id: null }, {}, 5, { id: 2 }] }
    expect(mapAt(input, '/a/b~1c', mark)).toEqual({ ...input, a: { 'b/c': '/a/b~1c=1' } })
    expect(mapAt(input, '/list/-/id', mark).list).toEqual([{ id: '/list/0/id=1' }, { id: null }, {}, 5, { id: '/list/4/id=2' }])
    expect(input.list[0]).toEqual({ id: 1 })
  })

  it('skips absent values', () => {
    const input = { a: 1 }
    for (const pattern of ['/b', '/a/b', '/a/-', '/toString', '/__proto__/x']) expect(mapAt(input, pattern, mark)).toEqual({ a: 1 })
  })
})
