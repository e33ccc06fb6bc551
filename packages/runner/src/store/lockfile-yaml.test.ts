import { expect, test } from 'vitest'
import { stringify } from 'yaml'
import type { Lockfile } from './lockfile.ts'
import { lockfileYaml } from './lockfile-io.ts'

const ODD = [
  'a glacier, seen from above (number 1)',
  "it's",
  '',
  ' ',
  'a ',
  ' a',
  'a-',
  '-',
  '- a',
  'a: b',
  'a:',
  '16:9',
  'a #b',
  'true',
  'True',
  'NULL',
  'nullable',
  'no',
  '~',
  '1',
  '1e5',
  '12E34',
  '0x1f',
  '0o17',
  '0xyz',
  '1_000',
  '1a',
  'e1',
  'ee',
  '1.5',
  '.inf',
  'inf',
  'a.b/c',
  'https://a.b/c?d=e',
  'a\nb',
  'a\n \nb',
  'a\tb',
  'ä',
  'a,',
  'a"b',
  '{a}',
  '[a]',
  '&a',
  '*a',
  '!a',
  '|',
  '>',
  '%a',
  '@a',
  '`a`',
  '?',
  '<<',
  '2026-11-28',
  'x'.repeat(2000),
  'ab'.repeat(32),
  '1'.repeat(64),
  `${'1'.repeat(30)}e${'1'.repeat(33)}`,
  0,
  -0,
  -1,
  1.5,
  1e21,
  2 ** 53,
  null,
  true,
  undefined,
  [],
  {},
  [1, 'a', { b: ['c'], d: {} }],
  { a: {}, b: undefined },
  { b: undefined },
  { a: { b: { c: 'd e', 1: 2 } } },
]

test('a lockfile is byte for byte the same as the library writes it', () => {
  const request = Object.fromEntries(ODD.map((value, index) => [typeof value === 'string' ? value : `field_${index}`, value]))
  const entry = { provider: 'pixverse', operation: 'text-to-video', fingerprint: '1', key: 'k', request }
  const lockfile: Lockfile = {
    lockfile: 1,
    documents: {},
    picks: { 'a#b': { take: 'a#b#1', render: '12' } },
    jobs: { 'clip-1': entry, 'clip[look=a b]#2': entry, null: entry },
  }
  const { jobs, ...head } = lockfile
  const style = { lineWidth: 0, aliasDuplicateObjects: false, blockQuote: false } as const
  expect(lockfileYaml(lockfile)).toBe(stringify(head, style) + stringify({ jobs }, style))
  expect(lockfileYaml({ ...lockfile, jobs: {} })).toBe(stringify({ ...head, jobs: {} }, style))
})
