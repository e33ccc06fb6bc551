import { readFileSync } from 'node:fs'
import { manifestBase } from '@shotlist/codegen'
import * as declared from '@shotlist/codegen/manifest-keys'
import { createSource } from '@shotlist/codegen/yaml'
import { Ajv } from 'ajv'
import { expect, test } from 'vitest'
import { parse } from 'yaml'
import { createIssueList } from '../src/manifest/issue-list.ts'
import { readManifest } from '../src/manifest/read-manifest.ts'

const validate = new Ajv({ allErrors: true, strict: false }).compile(manifestBase)

/** Whether the reader of manifests takes this one. */
function isRead(text: string): boolean {
  const issues = createIssueList(createSource('manifest.yaml', text))
  readManifest(issues)
  return !issues.hasErrors()
}

type Place = readonly [keys: object, manifestWith: (key: object) => object]

const JOB = { uses: 'x/y', takes: 2 }
function manifest(keys: object) {
  return { version: 1, jobs: { a: JOB }, ...keys }
}
const PLACES: Readonly<Record<string, Place>> = {
  'a manifest': [declared.MANIFEST_KEYS, manifest],
  'a provider': [declared.PROVIDER_KEYS, (key) => manifest({ providers: { a: key } })],
  budget: [declared.BUDGET_KEYS, (key) => manifest({ budget: key })],
  'a cap': [declared.CAP_KEYS, (key) => manifest({ budget: { providers: { a: key } } })],
  stop_after: [declared.STOP_AFTER_KEYS, (key) => manifest({ stop_after: key })],
  artifacts: [declared.ARTIFACTS_KEYS, (key) => manifest({ artifacts: key })],
  'artifacts.s3': [declared.S3_KEYS, (key) => manifest({ artifacts: { s3: { bucket: 'renders', ...key } } })],
  defaults: [declared.DEFAULTS_KEYS, (key) => manifest({ defaults: key })],
  'a job': [declared.JOB_KEYS, (key) => manifest({ jobs: { a: { ...JOB, ...key } } })],
  foreach: [declared.FOREACH_KEYS, (key) => manifest({ jobs: { a: { ...JOB, foreach: { file: 'x.csv', ...key } } } })],
}
const DECLARED = Object.entries(PLACES).flatMap(([place, [names]]) => Object.keys(names).map((key) => [place, key] as const))

test.each(DECLARED)('%s: the reader reads `%s`, and refuses what the schema refuses', (place, key) => {
  const wrong = [[[]], {}, '', -1].map((value) => PLACES[place]?.[1]({ [key]: value })).filter((each) => !validate(each))
  expect(wrong).not.toEqual([])
  for (const each of wrong) expect({ each, reader: isRead(JSON.stringify(each)) }).toEqual({ each, reader: false })
})

function job(keys: string) {
  return `version: 1\njobs: { a: { uses: x/y, ${keys} } }`
}
function root(keys: string) {
  return `version: 1\njobs: { a: { uses: x/y } }\n${keys}`
}

test.each(
  [
    'takes: 3',
    'takes: "${{ jobs.b.takes }}"',
    'pick: first, takes: 2',
    'needs: b',
    'needs: [b]',
    'tags: [x, x]',
    'timeout: 1.5h',
    'retries: 0',
    'retries: { server: 5, network: 1, timeout: 1, not-found: 1, moderation: 0, x-why: 1 }',
    'retries: {}',
    'retry_on: server',
    'retry_on: [server, busy]',
    'matrix: { a: [1, x] }',
    'matrix: { include: [{ a: 1 }] }',
    'matrix: "${{ jobs.b.matrix }}"',
    'matrix: { a: "${{ vars.m }}" }',
    'foreach: x.csv',
    'foreach: { file: x.csv, key: id }',
    'seed: 0',
    'output: x.mp4',
    'with: { a: 1 }',
    'x-note: 1',
  ].map(job),
)('both take %j', (text) => {
  expect({ schema: validate(parse(text)), reader: isRead(text) }).toEqual({ schema: true, reader: true })
})

test.each(
  [
    'takes: 0',
    'takes: 2000',
    'takes: "3"',
    'pick: last, takes: 2',
    'needs: [3]',
    'tags: ""',
    'timeout: 20',
    'timeout: 0s',
    'retries: -1',
    'retries: 101',
    'retries: { server: 101 }',
    'retries: { serverr: 1 }',
    'retries: { moderation: 1 }',
    'retries: { file: 1 }',
    'retries: [server]',
    'retry_on: [serverr]',
    'matrix: {}',
    'matrix: { row: [1] }',
    'matrix: "${{ vars.m }}"',
    'matrix: { "a b": [1] }',
    'foreach: { key: id }',
    'foreach: 3',
    'foreach: ""',
    'seed: -1',
    'seed: 1.5',
    'output: 3',
    'output: ""',
    'with: []',
    'nope: 1',
    'provider: ""',
  ].map(job),
)('both refuse %j', (text) => {
  expect({ schema: validate(parse(text)), reader: isRead(text) }).toEqual({ schema: false, reader: false })
})

test.each(
  [
    'name: x',
    'env: A',
    'env: [A, B]',
    'providers: { a: }',
    'providers: { a: { rate: 60/min } }',
    'providers: { a: { rate: 60 / minute } }',
    'providers: { a: { region: cn, spec: x.yaml, x-y: 1 } }',
    'concurrency: 10000',
    'budget: {}',
    'output_dir: x',
    'stop_after: {}',
    'x-any: 1',
    'budget: { usd: 1, providers: { a: { credits: 4 } } }',
    'budget: { usd: 1, a: { credits: 4 }, x-why: agreed }',
    'defaults: { with: { a: 1 }, provider: x, retries: 2, timeout: 1m }',
  ].map(root),
)('both take %j', (text) => {
  expect({ schema: validate(parse(text)), reader: isRead(text) }).toEqual({ schema: true, reader: true })
})

test.each(
  [
    'name: 3',
    'name: ""',
    'vars: []',
    'env: [a-b]',
    'providers: { A: {} }',
    'providers: { a: { rate: 60 } }',
    'providers: { a: { rate: 0/s } }',
    'providers: { a: { rate: 60/fortnight } }',
    'providers: { a: { concurrency: 1001 } }',
    'concurrency: 0',
    'concurrency: 1.5',
    'budget: 40',
    'budget: { usd: -1 }',
    'budget: { eur: 1 }',
    'budget: { providers: { a: 4 } }',
    'budget: { a: 4 }',
    'budget: { a: { eur: 4 } }',
    'output_dir: ""',
    'stop_after: { moderation: 0 }',
    'stop_after: 5',
    'defaults: { uses: x }',
    'defaults:',
    'any: 1',
  ].map(root),
)('both refuse %j', (text) => {
  expect({ schema: validate(parse(text)), reader: isRead(text) }).toEqual({ schema: false, reader: false })
})

test.each([
  'version: 1',
  'version: 1\njobs: {}',
  'version: "1"\njobs: { a: { uses: x } }',
  'jobs: { a: { uses: x } }',
  'version: 1\njobs: { a: }',
])('both refuse %j', (text) => {
  expect({ schema: validate(parse(text)), reader: isRead(text) }).toEqual({ schema: false, reader: false })
})

test('the published schema takes the manifests of the examples', () => {
  const published = JSON.parse(readFileSync(new URL('../schema/manifest.schema.json', import.meta.url), 'utf8')) as object
  const check = new Ajv({ allErrors: true, strict: false }).compile(published)
  for (const name of ['launch', 'pixverse', 'acedata', '302ai', 'vendor/shotlist']) {
    const text = readFileSync(new URL(`../../../examples/${name}.yaml`, import.meta.url), 'utf8')
    expect({ name, valid: check(parse(text)), errors: check.errors }).toEqual({ name, valid: true, errors: null })
  }
})
