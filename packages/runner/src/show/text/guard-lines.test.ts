import { expect, test } from 'vitest'
import { guardLines } from './visible.ts'

test.each([
  ['::set-output name=x::y\n', String.raw`\ ::set-output name=x::y` + '\n'],
  ['done\n  ::add-mask::x', 'done\n' + String.raw`  \ ::add-mask::x`],
  ['##vso[task.setvariable variable=x]y', String.raw`\ #\#vso[task.setvariable variable=x]y`],
  ['done  hero ##vso[task.x]y', String.raw`done  hero #\#vso[task.x]y`],
  ['done  hero ##[error]x', String.raw`done  hero #\#[error]x`],
  ['hero: a::b, # c, ## d', 'hero: a::b, # c, ## d'],
])('%j', (text, guarded) => {
  expect(guardLines(text)).toBe(guarded)
})
