import { expect, it } from 'vitest'
import { seededRandom } from '../scenario/random.ts'
import { patternText } from './sample.ts'

it.each(['^st_[a-z0-9]+$', '^reel-[0-9]+$', '^[A-Z]{2}\\d{8}$', '^job\\.[\\w-]{4,40}$', '^vid_', '^[0-9a-fA-F]{24}$', '^a?b*[x-z]{20,}$'])(
  'makes different ids that fit %s',
  (pattern) => {
    const make = patternText(pattern)
    const random = seededRandom(1)
    const made = Array.from({ length: 50 }, () => make?.(random) ?? '')
    for (const id of made) expect(id).toMatch(new RegExp(pattern, 'u'))
    expect(new Set(made).size).toBe(50)
  },
)

it.each(['^(a|b)$', '^a|b$', '(?=x)', '^\\p{L}+$', '^[^a]+$'])('returns nothing for %s', (pattern) => {
  expect(patternText(pattern)).toBeUndefined()
})
