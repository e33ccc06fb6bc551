import { createSource } from '@shotlist/codegen/yaml'
import { expect, test } from 'vitest'
import { createIssueList } from './issue-list.ts'
import { readManifest } from './read-manifest.ts'

function read(text: string): { manifest: ReturnType<typeof readManifest>; issues: readonly string[] } {
  const issues = createIssueList(createSource('m.yaml', text))
  const manifest = readManifest(issues)
  return {
    manifest,
    issues: issues
      .all()
      .map(({ line, column, message, suggestion }) => `${line}:${column} ${message}${suggestion === undefined ? '' : ` (${suggestion})`}`),
  }
}

const JOB = 'jobs: { a: { uses: x } }'

test('caps of providers may be under `providers` or in `budget` itself', () => {
  const { manifest, issues } = read(`version: 1\nbudget: { usd: 9, acme: { usd: 1 }, providers: { pixverse: { credits: 5 } } }\n${JOB}`)
  expect(issues).toEqual([])
  expect(manifest?.budget).toMatchObject({ usd: 9 })
  expect([...(manifest?.budget?.providers ?? [])].map(([id, { cap }]) => [id, cap])).toEqual([
    ['pixverse', { credits: 5 }],
    ['acme', { usd: 1 }],
  ])
})

test('retries are one number for all classes, or one for each class', () => {
  const { manifest, issues } = read('version: 1\njobs: { a: { uses: x, retries: { server: 5, timeout: 1, moderation: 0, x-why: flaky } } }')
  expect(issues).toEqual([])
  expect(manifest?.jobs.get('a')?.retries).toEqual({ classes: { server: 5, timeout: 1, moderation: 0 } })
})

test('every key is read', () => {
  const { manifest, issues } = read(`
version: 1
name: aurora
vars: { product: bottle }
env: [CAMPAIGN]
providers: { pixverse: { concurrency: 5, rate: 2/s, region: cn }, acme: { spec: ./acme.yaml }, plain: }
concurrency: 8
budget: { usd: 40, credits: 100, providers: { pixverse: { usd: 1.5 } } }
output_dir: out
stop_after: { moderation: 5 }
defaults: { provider: pixverse, retries: 2, timeout: 20m, retry_on: [server], with: { model: v5 } }
x-anchors: &look { matrix: { look: [anime] } }
jobs:
  a: { <<: *look, uses: extend, takes: 2, pick: first, needs: b, tags: [t], output: a.mp4, timeout: 1.5h, seed: 3, provider: acme }
  b: { uses: extend, foreach: p.csv, takes: "\${{ jobs.a.takes }}", with: { id: 9007199254740993 } }
`)
  expect(issues).toEqual([])
  expect(manifest).toMatchObject({
    name: 'aurora',
    env: new Map([['CAMPAIGN', expect.objectContaining({ path: 'env[0]' })]]),
    concurrency: 8,
    budget: { usd: 40, credits: 100 },
    stopAfter: { moderation: 5 },
    defaults: { provider: { text: 'pixverse' }, retries: { others: 2 }, timeoutMs: 1_200_000, retryOn: ['server'] },
  })
  expect(manifest?.providers.get('pixverse')).toMatchObject({ concurrency: 5, requestsPerMinute: 120, region: { text: 'cn' } })
  expect(manifest?.jobs.get('a')).toMatchObject({
    matrix: { kind: 'axes' },
    takes: { kind: 'count', count: 2 },
    pick: 'first',
    needs: [{ text: 'b' }],
    tags: ['t'],
    timeoutMs: 5_400_000,
    seed: 3,
  })
  expect(manifest?.jobs.get('b')).toMatchObject({ takes: { kind: 'of-job', job: 'a' }, foreach: { file: { value: 'p.csv' } } })
  expect(manifest?.jobs.get('b')?.with?.entries.get('id')?.value).toMatchObject({ value: 9007199254740993n })
})

test.each([
  [`${JOB}`, '1:1 the manifest has no `version`'],
  [`version: 2\n${JOB}`, '1:10 `version` must be 1, not 2'],
  ['version: 1', '1:1 the manifest has no `jobs`'],
  ['version: 1\njobs: {}', '2:1 `jobs` is empty: there is nothing to render'],
  ['version: 1\njobs: { a: { with: {} } }', '2:9 the job `a` has no `uses`'],
  ['version: 1\njobs: { a: { uses: 5 } }', '2:20 `uses` must be a text, not 5'],
  ['version: 1\njobs: { "a b": { uses: x } }', '2:9 `a b` cannot be the name of a job'],
  ['version: 1\njobs: { a: { uses: x, takes: 0 } }', '2:30 `takes` must be a whole number from 1 to 1000, not 0'],
  ['version: 1\njobs: { a: { uses: x, takes: 1e99 } }', '2:30 `takes` must be a whole number from 1 to 1000, not 1e+99'],
  [
    'version: 1\njobs: { a: { uses: x, retries: 99999999999999999999 } }',
    '2:32 `retries` must be a whole number from 0 to 100, not 99999999999999999999',
  ],
  ['version: 1\njobs: { a: { uses: x, pick: last } }', '2:23 `pick` chooses among takes, and this job has none'],
  ['version: 1\njobs: { a: { uses: x, retry_on: [sever] } }', '2:34 there is no error class `sever` (server)'],
  [`version: 1\nbudget: { provider: { pixverse: { usd: 1 } } }\n${JOB}`, '2:11 `budget` has no key `provider` (providers)'],
  [`version: 1\nbudget: { pixverse: 40 }\n${JOB}`, '2:11 `budget` has no key `pixverse`'],
  [`version: 1\nbudget: { p: { usd: 1 }, providers: { p: { usd: 2 } } }\n${JOB}`, '2:11 `budget` has two caps for `p`'],
  [
    'version: 1\njobs: { a: { uses: x, retry_on: [quota] } }',
    '2:34 `quota` is never retried: the provider would refuse the same request again',
  ],
  ['version: 1\njobs: { a: { uses: x, retries: { sever: 2 } } }', '2:34 there is no error class `sever` (server)'],
  ['version: 1\njobs: { a: { uses: x, retries: { server: 200 } } }', '2:42 `retries.server` must be a whole number from 0 to 100, not 200'],
  [
    'version: 1\njobs: { a: { uses: x, retries: { moderation: 1 } } }',
    '2:46 `retries.moderation` can only be 0: the provider would refuse the same request again',
  ],
  ['version: 1\njobs: { a: { uses: x, timeout: 90 } }', '2:32 `timeout` must be a duration, not 90 (90s)'],
  ['version: 1\njobs: { a: { uses: x, matrix: [1] } }', '2:31 `matrix` must be a mapping of axes to lists of values, not a list'],
  [`version: 1\nproviders: { p: { rate: fast } }\n${JOB}`, '2:25 `rate` must be requests per second, minute or hour, not the text "fast"'],
  [`version: 1\nbudget: { usd: -1 }\n${JOB}`, '2:16 `usd` must be a number from 0 to 1000000000000, not -1'],
  [`version: 1\nbudget: { credits: 1e308 }\n${JOB}`, '2:20 `credits` must be a number from 0 to 1000000000000, not 1e+308'],
  [`version: 1\nenv: [A B]\n${JOB}`, '2:7 `A B` cannot be the name of an environment variable'],
  [`version: 1\njobs: { a: { uses: x } }\njobs: {}`, '3:1 `jobs` is here a second time'],
  [`version: 1\njobs: [a]`, '2:7 `jobs` must be a mapping of keys to values, not a list'],
  ['', '1:1 this file is empty'],
  ['a: [', '1:5 YAML: Flow sequence in block collection must be sufficiently indented and end with a ]'],
  ['version: 1\njobs:\n\ta: x', '3:1 YAML: Tabs are not allowed as indentation'],
  [`version: 1\nvars: *nope\n${JOB}`, '2:7 there is no anchor `&nope` before this alias'],
  ['a\0b', '1:2 there is a NUL character here: this is not a text file'],
])('%j is refused at its place', (text, issue) => {
  expect(read(text).issues).toContain(issue)
})

test('aliases for 10^30 values are refused without expanding them', () => {
  const levels = Array.from(
    { length: 30 },
    (_, index) => `x-${index + 1}: &l${index + 1} [${Array.from({ length: 10 }, () => `*l${index}`).join(', ')}]`,
  )
  expect(read(`version: 1\nx-0: &l0 [x]\n${levels.join('\n')}\n${JOB}`).issues).toEqual([
    expect.stringContaining('the aliases of this file expand to too many values'),
  ])
})

test('thousands of nested values are refused', () => {
  expect(read(`version: 1\nvars: { a: ${'['.repeat(200)}${']'.repeat(200)} }\n${JOB}`).issues).toEqual([
    expect.stringMatching(/nested more than 64 levels deep$/),
  ])
  expect(read(`a: ${'['.repeat(100_000)}`).issues.length).toBeGreaterThan(0)
})

test('an anchor cannot contain itself', () => {
  expect(read(`version: 1\nvars: &v { a: *v }\n${JOB}`).issues).toEqual(['2:15 there is no anchor `&v` before this alias'])
})

test('names from prototypes are ordinary keys', () => {
  expect(read(`version: 1\n__proto__: { polluted: true }\n${JOB}`).issues).toEqual(['2:1 a manifest has no key `__proto__`'])
  expect(({} as { polluted?: boolean }).polluted).toBeUndefined()
})
