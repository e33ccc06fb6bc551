import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { typeCheck } from '../../packages/codegen/test/emit/type-check.ts'
import { makeWorkspace } from '../../packages/codegen/test/emit/workspace.ts'
import { ONE_CLIP, openVendor, START, TEXT, throughEveryVerb, vendorDocument } from './vendor.ts'

const SECONDS = { type: 'integer', minimum: 1, 'x-canonical': 'duration' }
const SHORT = {
  type: 'object',
  required: ['model', 'prompt', 'seconds'],
  additionalProperties: false,
  properties: { model: { const: 'm1', 'x-canonical': 'model' }, prompt: TEXT, seconds: { ...SECONDS, maximum: 5 } },
}
const LONG = {
  type: 'object',
  required: ['model', 'prompt', 'seconds'],
  additionalProperties: false,
  properties: {
    model: { enum: ['m2', 'm3'], 'x-canonical': 'model' },
    prompt: TEXT,
    seconds: { ...SECONDS, maximum: 10 },
    sound: { type: 'boolean' },
  },
}
const EXAMPLE = { model: 'm1', prompt: 'a fox', seconds: 4 }

function documentOf(schema: object, entry: object = { example: EXAMPLE, price: { product: [{ field: 'seconds' }, 10] } }, schemas = {}) {
  const start = {
    ...START,
    requestBody: { required: true, content: { 'application/json': { schema } } },
    'x-operations': [{ name: 'text-to-video', starts: 'render', ...entry }],
  }
  const document = vendorDocument({ paths: { '/renders': { post: start } } })
  return { ...document, components: { ...(document['components'] as object), schemas } }
}

const UNION = { oneOf: [SHORT, LONG], discriminator: { propertyName: 'model' } }

function manifestOf(...inputs: readonly string[]): string {
  const jobs = inputs.map(
    (input, index) => `  ${index === 0 ? 'clip' : `clip${index}`}: { uses: vendor/text-to-video, with: { ${input} } }\n`,
  )
  return `version: 1\nproviders: { vendor: { spec: vendor.openapi.yaml } }\njobs:\n${jobs.join('')}`
}

test.each(['oneOf', 'anyOf'])('a document whose request is %s of two models goes through every verb', async (keyword) => {
  const document = documentOf({ [keyword]: UNION.oneOf })
  const vendor = await throughEveryVerb(document, { manifest: manifestOf('model: m3, prompt: a fox, seconds: 9, sound: true') })
  expect(vendor.emulator.ledger()).toMatchObject(ONE_CLIP)
})

test('describe shows what each variant has, and the matrix what each model offers', async () => {
  const vendor = await openVendor(documentOf(UNION))
  const { stdout } = await vendor.shotlist('describe', 'vendor/text-to-video', '--spec', 'vendor.openapi.yaml')
  expect(stdout).toMatch(/^Fields\n {2}model {2}required {2}m1 \| m2 \| m3\n {2}prompt {2}required/m)
  expect(stdout).toMatch(/Fields with model m1\n {2}seconds {2}required {2}integer from 1 to 5\n/)
  expect(stdout).toMatch(/Fields with model m2 or m3\n {2}seconds {2}required {2}integer from 1 to 10\n.*?\n {2}sound {2}boolean/s)
  const matrix = await vendor.shotlist('describe', 'vendor', '--matrix', '--spec', 'vendor.openapi.yaml')
  expect(matrix.stdout).toMatch(/m1 +1 to 5 +no\n +m2 +1 to 10 +yes\n +m3 +1 to 10 +yes/)
})

test.each([
  ['model: m1, prompt: a fox, seconds: 7', ['seconds must be at most 5, not 7']],
  ['model: m1, prompt: a fox, seconds: 12', ['seconds must be at most 5, not 12']],
  ['model: m2, prompt: a fox, seconds: 12', ['seconds must be at most 10, not 12']],
  ['model: m1, prompt: a fox, seconds: 3, sound: true', ['sound goes with model m2 or m3 only']],
  ['model: m2, prompt: a fox, seconds: 3, sound: loud', ['sound must be true or false, not the text "loud"']],
  ['model: m9, prompt: a fox, seconds: 3', ['model must be one of m1, m2 or m3, not m9']],
  ['prompt: a fox, seconds: 3', ['model is required']],
  ['model: m2', ['prompt is required', 'seconds is required']],
])('the complaint about { %s } is that of the variant', async (input, messages) => {
  const vendor = await openVendor(documentOf(UNION), { manifest: manifestOf(input) })
  const { stdout } = await vendor.shotlist('validate', '--json')
  const { issues } = JSON.parse(stdout) as { issues: readonly { message: string }[] }
  expect(issues.map(({ message }) => message)).toEqual(messages)
})

test('fields of a variant can be given on the command line', async () => {
  const vendor = await openVendor(documentOf(UNION))
  const call = (...fields: string[]) =>
    vendor.shotlist('call', 'vendor/text-to-video', '--spec', 'vendor.openapi.yaml', '--dry-run', '--prompt', 'fox', ...fields)
  const { stdout } = await call('--model', 'm2', '--duration', '8', '--sound', 'true')
  expect(JSON.parse(stdout)).toMatchObject({ request: { model: 'm2', prompt: 'fox', seconds: 8, sound: true }, price: { credits: 80 } })
  expect((await call('--model', 'm1', '--seconds', '8')).stderr).toContain('seconds must be at most 5, not 8')
})

test('a seed is made only for a variant that takes one', async () => {
  const seeded = { ...LONG, properties: { ...LONG.properties, seed: { type: 'integer', minimum: 0, maximum: 9, 'x-canonical': 'seed' } } }
  const inputs = ['model: m1, prompt: a fox, seconds: 3', 'model: m2, prompt: a fox, seconds: 3']
  const vendor = await openVendor(documentOf({ oneOf: [SHORT, seeded] }), { manifest: manifestOf(...inputs) })
  const { stdout } = await vendor.shotlist('plan', '--json')
  const { jobs } = JSON.parse(stdout) as { jobs: readonly { with: Record<string, unknown> }[] }
  expect(jobs.map((job) => 'seed' in job.with)).toEqual([false, true])
})

test('values that only a mapping names tell variants apart, and a constant field leaves one of them', async () => {
  const base = { type: 'object', required: ['kind'], properties: { kind: { type: 'string', enum: ['text', 'longer'] } } }
  const schemas = {
    Text: { allOf: [base, { type: 'object', required: ['prompt'], properties: { prompt: { ...TEXT, maxLength: 5 } } }] },
    Longer: { allOf: [base, { type: 'object', required: ['source'], properties: { source: TEXT, prompt: TEXT } }] },
  }
  const union = {
    oneOf: [{ $ref: '#/components/schemas/Text' }, { $ref: '#/components/schemas/Longer' }],
    discriminator: { propertyName: 'kind', mapping: { text: '#/components/schemas/Text', longer: 'Longer' } },
  }
  const inputs = ['kind: text, prompt: too long', 'kind: longer, prompt: as it is', 'kind: text, prompt: fox, source: x']
  const vendor = await openVendor(documentOf(union, { example: { kind: 'text', prompt: 'fox' } }, schemas), {
    manifest: manifestOf(...inputs),
  })
  const { stdout } = await vendor.shotlist('validate', '--json')
  expect((JSON.parse(stdout) as { issues: readonly { message: string }[] }).issues.map(({ message }) => message)).toEqual([
    'prompt must have at most 5 characters, not 8',
    'source is required',
    'source goes with kind longer only',
  ])
  const fixed = documentOf(union, { example: { source: 'x' }, fixed: { kind: 'longer' } }, schemas)
  const one = await throughEveryVerb(fixed, { manifest: manifestOf('source: x, prompt: as long as it is') })
  expect((await one.shotlist('describe', 'vendor/text-to-video', '--spec', 'vendor.openapi.yaml')).stdout).toMatch(
    /Fields\n {2}source {2}required {2}string\n {2}prompt {2}string\n\nOutputs/,
  )
})

test('an output of another job is accepted where alternatives ask for its form', async () => {
  const picture = {
    oneOf: [
      { type: 'object', required: ['url'], additionalProperties: false, properties: { url: { type: 'string', format: 'uri' } } },
      { type: 'object', required: ['id'], additionalProperties: false, properties: { id: { type: 'string', pattern: '^pic_' } } },
    ],
  }
  const schema = {
    type: 'object',
    properties: { prompt: TEXT, picture, mask: { oneOf: [{ type: 'string', format: 'uri' }, { type: 'integer' }] } },
  }
  const output = '"${{ jobs.clip.outputs.video_url }}"'
  const manifest = manifestOf('prompt: fox', `picture: { url: ${output} }`, `picture: { id: ${output} }, mask: ${output}`)
  const vendor = await openVendor(documentOf(schema, { example: { prompt: 'fox' } }), { manifest })
  expect(await vendor.shotlist('validate')).toMatchObject({ code: 0 })
  const wrong = manifestOf('prompt: fox', `picture: { url: ${output}, size: 1 }`)
  await writeFile(join(vendor.path, 'shotlist.yaml'), wrong)
  expect((await vendor.shotlist('validate')).stderr).toContain('size is not known')
})

test.each([
  [{ enum: ['4', '8'] }, '4', '4'],
  [{ enum: ['4s', '8s'] }, '4', '4s'],
  [{ enum: [4, 8] }, '4', 4],
  [{ enum: ['4', '8'] }, '4s', '4'],
  [{ enum: [4, 8] }, '"4"', 4],
  [{ type: 'integer' }, '4s', 4],
  [{ type: 'integer' }, '"4"', 4],
  [{ type: 'string', pattern: String.raw`^\d+$` }, '4', '4'],
  [{ type: 'string', pattern: String.raw`^\d+s$` }, '4', '4s'],
])('the common name duration fits %j if a manifest says %s', async (schema, given, sent) => {
  const document = documentOf(
    { type: 'object', required: ['length'], properties: { length: { ...schema, 'x-canonical': 'duration' } } },
    { example: { length: 'enum' in schema ? schema.enum[0] : sent } },
  )
  const vendor = await openVendor(document, { manifest: manifestOf(`duration: ${given}`) })
  const { stdout } = await vendor.shotlist('plan', '--json')
  expect(JSON.parse(stdout)).toMatchObject({ jobs: [{ with: { length: sent } }] })
})

const { root, run } = await makeWorkspace(afterAll)

test('the typed client narrows the input by the field that chooses, and its check complains as the variant does', async () => {
  await writeFile(join(root, 'vendor.openapi.yaml'), JSON.stringify(documentOf(UNION)))
  expect(await run('generate', 'vendor.openapi.yaml', '--out', 'clients', '--import-ending', '.ts')).toMatchObject({ status: 0 })
  const head = `import { createClient, type TextToVideoInput } from './clients/vendor/index.gen.ts'
const client = createClient({ apiKey: 'key' })
`
  const found = typeCheck(root, {
    good: `${head}client.textToVideo({ model: 'm1', prompt: 'x', seconds: 4 })
client.textToVideo({ model: 'm3', prompt: 'x', seconds: 4, sound: true })
export const loud = (input: TextToVideoInput) => (input.model === 'm1' ? false : input.sound)
`,
    bad: `${head}client.textToVideo({ model: 'm1', prompt: 'x', seconds: 4, sound: true })
client.textToVideo({ model: 'm9', prompt: 'x', seconds: 4 })
export const loud = (input: TextToVideoInput) => (input.model === 'm1' ? input.sound : false)
`,
  })
  expect(found.good).toEqual([])
  expect(found.bad).toEqual([
    expect.stringMatching(/^3: .*'sound' does not exist in type 'TextToVideoInputM1'/),
    expect.stringMatching(/^4: Type '"m9"' is not assignable/),
    expect.stringMatching(/^5: Property 'sound' does not exist on type 'TextToVideoInputM1'/),
  ])
  const { createClient } = (await import(join(root, 'clients/vendor/index.gen.ts'))) as {
    createClient(options: object): { textToVideo(input: object): Promise<unknown> }
  }
  const client = createClient({ apiKey: 'key', baseUrl: 'http://127.0.0.1:9' })
  await expect(client.textToVideo({ model: 'm1', prompt: 'x', seconds: 12 })).rejects.toThrow('seconds must be at most 5, not 12')
  await expect(client.textToVideo({ model: 'm1', prompt: 'x', seconds: 1, sound: true })).rejects.toThrow(
    'sound goes with model m2 or m3 only',
  )
})
