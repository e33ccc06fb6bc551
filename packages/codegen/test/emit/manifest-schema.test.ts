import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Ajv } from 'ajv'
import { beforeAll, expect, test } from 'vitest'
import { parse } from 'yaml'
import { compileDocument } from '../../src/compile-document.ts'
import { manifestBase } from '../../src/emit/manifest-schema/base.ts'
import { manifestSchema } from '../../src/emit/manifest-schema/manifest-schema.ts'

let mistakes: (manifest: string) => string[]

beforeAll(async () => {
  const text = await readFile(join(import.meta.dirname, 'workshop.openapi.yaml'), 'utf8')
  const compiled = compileDocument({ text: text.replace('id: 2nd-workshop', 'id: pixverse') })
  if (!compiled.ok) throw new Error(compiled.issues.map(({ message }) => message).join('\n'))
  const validate = new Ajv({ allErrors: true, strict: false }).compile(manifestSchema([compiled.model], 'note'))
  mistakes = (manifest) => {
    validate(parse(manifest))
    return (validate.errors ?? []).map(({ instancePath, keyword }) => `${instancePath} ${keyword}`)
  }
})

function job(fields: string) {
  return `{ version: 1, jobs: { a: { uses: pixverse/text-to-video, with: ${fields} } } }`
}

/** A job that names only its operation. */
function bare(rest: string) {
  return `{ version: 1, ${rest} uses: text-to-video, with: { promt: x } } } }`
}

test('the manifest of the documentation is valid', () => {
  const manifest = `
version: 1
name: aurora-launch
vars: { product: Aurora bottle }
env: [CAMPAIGN]
providers:
  pixverse: { concurrency: 5, rate: 60/min, region: international }
concurrency: 16
budget: { usd: 40 }
output_dir: renders
defaults:
  provider: pixverse
  retries: 2
  timeout: 20m
  with: { model: v2, quality: 720p, duration: 5 }
jobs:
  hero:
    uses: pixverse/text-to-video
    with: { prompt: "\${{ vars.product }} at sunrise, and more than twenty characters", quality: "1080p" }
    output: hero.mp4
  hero-long:
    uses: pixverse/extend
    with: { source_video_id: "\${{ jobs.hero.outputs.video_id }}", prompt: the camera pulls back }
  social:
    matrix: { ratio: ["16:9"], look: [anime, clay], exclude: [{ look: clay }], include: [{ ratio: "4:3" }] }
    uses: text-to-video
    takes: 2
    with: { prompt: "\${{ vars.product }}, \${{ matrix.look }}" }
  social-long:
    matrix: \${{ jobs.social.matrix }}
    takes: \${{ jobs.social.takes }}
    uses: extend
    with: { source_video_id: "\${{ jobs.social.outputs.video_id }}", prompt: slow zoom }
  catalogue:
    foreach: products.csv
    uses: text-to-video
    with: { img_id: { file: "assets/\${{ row.image }}" }, prompt: "\${{ row.tagline }}" }
    needs: [hero]
    tags: [catalogue]
    pick: first
`
  expect(mistakes(manifest)).toEqual([])
})

test("a job's fields are those of its operation", () => {
  expect(mistakes(job('{ promt: x }'))).toContain('/jobs/a/with additionalProperties')
  expect(mistakes(job('{ quality: 480p }'))).toContain('/jobs/a/with/quality enum')
  expect(mistakes(job('{ quality: "${{ vars.q }}" }'))).toEqual([])
  expect(mistakes(job('{ model: a-newer-one, duration: "${{ vars.d }}" }'))).toEqual([])
  expect(mistakes(job('{ camera: { zoom: "${{ vars.z }}", path: ["${{ vars.p }}", left] } }'))).toEqual([])
  expect(mistakes(job('{ camera: { zoom: far } }'))).toContain('/jobs/a/with/camera/zoom type')
  expect(mistakes(job('{ img_id: { file: a.png } }'))).toEqual([])
  expect(mistakes(job('{ img_id: "9007199254740993" }'))).toEqual([])
  expect(mistakes(job('{ img_id: { path: a.png } }'))).not.toEqual([])
  expect(mistakes(job('{ backdrop: { file: a.png } }'))).not.toEqual([])
})

test('rules about values of several fields are checked, as far as a job alone tells', () => {
  expect(mistakes(job('{ quality: 1080p, duration: 8 }'))).toContain('/jobs/a/with/duration not')
  expect(mistakes(job('{ quality: 1080p, duration: 5 }'))).toEqual([])
  expect(mistakes(job('{ quality: 1080p, duration: "${{ vars.d }}" }'))).toEqual([])
  expect(mistakes(job('{ duration: 8 }'))).toEqual([])
})

test('the default provider types jobs that name only the operation', () => {
  expect(mistakes(bare('defaults: { provider: pixverse }, jobs: { a: {'))).toContain('/jobs/a/with additionalProperties')
  expect(mistakes(bare('jobs: { a: { provider: pixverse,'))).toContain('/jobs/a/with additionalProperties')
  expect(mistakes(bare('defaults: { provider: pixverse }, jobs: { a: { provider: acme,'))).toEqual([])
})

test("operations of the user's own documents take any field", () => {
  expect(
    mistakes('{ version: 1, providers: { acme: { spec: ./acme.yaml } }, jobs: { a: { uses: acme/text-to-video, with: { x: 1 } } } }'),
  ).toEqual([])
})

test.each([
  ['{ jobs: { a: { uses: x/y } } }', ' required'],
  ['{ version: 2, jobs: { a: { uses: x/y } } }', '/version const'],
  ['{ version: 1, jobs: { a: { uses: x/y, timeout: 20 } } }', '/jobs/a/timeout type'],
  ['{ version: 1, jobs: { a: { uses: x/y, timeout: soon } } }', '/jobs/a/timeout pattern'],
  ['{ version: 1, jobs: { a: { with: {} } } }', '/jobs/a required'],
  ['{ version: 1, output: x, jobs: { a: { uses: x/y } } }', ' additionalProperties'],
])('%s is wrong: %s', (manifest, mistake) => {
  expect(mistakes(manifest)).toContain(mistake)
})

test('every key of a manifest is described', () => {
  const undescribed: string[] = []
  const visit = (schema: unknown, path: string): void => {
    if (typeof schema !== 'object' || schema === null) return
    for (const [name, value] of Object.entries((schema as { properties?: object }).properties ?? {})) {
      const { description, $ref } = value as { description?: string; $ref?: string }
      if (description === undefined && $ref === undefined) undescribed.push(`${path}.${name}`)
      visit(value, `${path}.${name}`)
    }
  }
  visit(manifestBase, '')
  visit((manifestBase['definitions'] as { job: unknown }).job, 'job')
  expect(undescribed).toEqual([])
})

test('defaults take any value: the operation that takes them decides', () => {
  expect(mistakes('{ version: 1, defaults: { with: { quality: 480p, seconds: 4.5, camera: near } }, jobs: { a: { uses: x/y } } }')).toEqual(
    [],
  )
})
