import { readFileSync } from 'node:fs'
import { manifestBase } from '@shotlist/codegen'
import { Ajv } from 'ajv'
import { expect, test } from 'vitest'
import { parse } from 'yaml'
import { createIssueList } from '../src/manifest/issue-list.ts'
import { JOB_KEYS } from '../src/manifest/jobs/read-job.ts'
import { MANIFEST_KEYS, readManifest } from '../src/manifest/read-manifest.ts'
import { createSource } from '../src/manifest/yaml/source.ts'

const validate = new Ajv({ allErrors: true, strict: false }).compile(manifestBase)

/** Whether the reader of manifests takes this one. */
function isRead(text: string): boolean {
  const issues = createIssueList(createSource('manifest.yaml', text))
  readManifest(issues)
  return !issues.hasErrors()
}

type WithProperties = { readonly properties: Readonly<Record<string, unknown>> }

test('editors complete the keys that the reader knows', () => {
  const { properties, definitions } = manifestBase as WithProperties & { definitions: { job: WithProperties } }
  expect(Object.keys(properties).toSorted()).toEqual(MANIFEST_KEYS.toSorted())
  expect(Object.keys(definitions.job.properties).toSorted()).toEqual(JOB_KEYS.toSorted())
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
