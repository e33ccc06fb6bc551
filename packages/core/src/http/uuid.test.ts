import { afterEach, describe, expect, it, vi } from 'vitest'
import { randomUuid } from './uuid.ts'

afterEach(() => vi.unstubAllGlobals())

describe('randomUuid', () => {
  it('makes a version 4 UUID, also without crypto.randomUUID', () => {
    const getRandomValues = crypto.getRandomValues.bind(crypto)
    const first = randomUuid()
    vi.stubGlobal('crypto', { getRandomValues })
    for (const uuid of [first, randomUuid()]) expect(uuid).toMatch(/^[\da-f]{8}-[\da-f]{4}-4[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/)
    expect(randomUuid()).not.toBe(randomUuid())
  })
})
