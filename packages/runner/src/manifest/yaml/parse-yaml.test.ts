import { createSource } from '@shotlist/codegen/yaml'
import { expect, test } from 'vitest'
import { createIssueList } from '../issue-list.ts'
import { parseYaml, splitJobs } from './parse-yaml.ts'

/** A directive, so that the text behind it is read as a whole. It moves all places by its length. */
const WHOLE = '%YAML 1.2\n---\n'

/** The values of a text and its mistakes, with places counted from `shift`. */
function readAt(text: string, shift: number): string {
  const issues = createIssueList(createSource('a.yaml', text))
  const node = parseYaml(issues)
  const places = (_: string, value: unknown): unknown => {
    if (typeof value === 'bigint') return `${value}n`
    if (value instanceof Map) return [...value]
    if (typeof value !== 'object' || value === null || !('start' in value && 'end' in value && 'path' in value)) return value
    // A mapping that is read in parts has no place of its own; only its entries have.
    if ('kind' in value && (value.path === '' || value.path === 'jobs')) return { ...value, start: 0, end: 0 }
    return { ...value, start: Number(value.start) - shift, end: Number(value.end) - shift }
  }
  const mistakes = issues.all().map(({ code, message, line, column }) => ({ code, message, line: line - (shift > 0 ? 2 : 0), column }))
  return JSON.stringify({ node, mistakes }, places)
}

function job(name: string, prompt = 'a glacier'): string {
  return `  ${name}:\n    uses: text-to-video\n    with: { prompt: ${prompt}, seed: 9007199254740993 }\n`
}
function many(from: number, count = 400): string {
  return Array.from({ length: count }, (_, nth) => job(`clip-${from + nth}`)).join('')
}
const HEAD = 'version: 1\n# jobs:\nvars: { a: "jobs:" }\njobs:\n'

const TEXTS: Readonly<Record<string, string>> = {
  'plain jobs': HEAD + many(0, 1200),
  'keys behind the jobs': `${HEAD}${many(0, 900)}concurrency: 4\nname: behind\n`,
  'line ends of Windows': `${HEAD}${many(0, 900)}`.replaceAll('\n', '\r\n'),
  'comments, blank lines and no line end at the end': `${HEAD}\n# first\n${many(0)}\n  # in between\n\n${many(400)}# last`,
  'texts whose lines look like jobs': `${HEAD}${many(0)}  odd:\n    uses: x\n    with:\n      prompt: |\n        text\n      other: >-\n        clip:\n${many(400)}`,
  'a text in quotes over lines at the margin': `${HEAD}${many(0)}  odd:\n    uses: "x\n  clip-1:\n  more"\n${many(400)}`,
  'a mapping in braces over lines at the margin': `${HEAD}${many(0)}  odd: { uses: x,\n  clip-1:\n   y }\n${many(400)}`,
  'a name that stands twice, far apart': HEAD + many(0) + many(0),
  'an alias of an anchor in another part': `${HEAD}  base: &base\n    uses: x\n${many(0)}  same: *base\n${many(400)}`,
  'a merge key within one job': `${HEAD}${many(0)}  base:\n    with: &with { prompt: x }\n    also: { <<: *with, seed: 1 }\n${many(400)}`,
  'a mistake in the middle': `${HEAD}${many(0)}  odd: { uses: [x }\n${many(400)}`,
  'a second document behind': `${HEAD}${many(0, 900)}---\nversion: 2\n`,
  'jobs twice': `${HEAD}${many(0, 900)}jobs:\n${many(2000, 3)}`,
  'jobs that are a list': `${HEAD}${Array.from({ length: 3000 }, (_, nth) => `  - clip-${nth}\n`).join('')}`,
}

test.each(Object.entries(TEXTS))('a text means the same in parts and as a whole: %s', (_, text) => {
  expect(readAt(text, 0)).toBe(readAt(WHOLE + text, WHOLE.length))
})

test('long manifests are read in parts, short ones are not', () => {
  expect([...(splitJobs(HEAD + many(0, 1200))?.jobs ?? [])].length).toBeGreaterThan(3)
  expect(splitJobs(HEAD + many(0, 10))).toBeUndefined()
})
