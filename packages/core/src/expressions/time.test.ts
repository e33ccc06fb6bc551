import { expect, it } from 'vitest'
import { unixMs } from './time.ts'

const AT = Date.UTC(2026, 0, 2, 3, 4, 5)

it.each([
  ['seconds', AT / 1000, AT],
  ['seconds as text', String(AT / 1000), AT],
  ['seconds with a fraction', AT / 1000 + 0.25, AT + 250],
  ['milliseconds', AT, AT],
  ['milliseconds as text', String(AT), AT],
  ['ISO text', '2026-01-02T03:04:05Z', AT],
  ['ISO text with microseconds', '2026-01-02T03:04:05.250999Z', AT + 250],
  ['ISO text of another zone', '2026-01-02T11:04:05+08:00', AT],
  ['a zone without a colon, a space for T', '2026-01-01 22:04:05 -0500', AT],
  ['ISO text without seconds', '2026-01-02T03:04+00', AT - 5000],
])('reads %s', (_name, value, ms) => {
  expect(unixMs(value)).toBe(ms)
})

it.each([0, -1, Number.NaN, 1e14, 1e18, '', 'soon', '2026-01-02', '2026-01-02T03:04:05', '2026-13-02T03:04:05Z', '0x10', true, null, {}])(
  'does not guess from %j',
  (value) => {
    expect(unixMs(value)).toBeUndefined()
  },
)
