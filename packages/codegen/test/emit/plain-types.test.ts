import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { typeCheck } from './type-check.ts'
import { makeWorkspace } from './workspace.ts'

function body(schema: unknown) {
  return { content: { 'application/json': { schema } } }
}

function ref(name: string) {
  return { $ref: `#/components/schemas/${name}` }
}

const TEXT = { type: 'string' }

/** A document of one request, with the version of OpenAPI that decides what keywords beside a `$ref` mean. */
function documentOf(schemas: object, openapi = '3.0.3', paths: object = {}): object {
  const [first = ''] = Object.keys(schemas)
  const post = { operationId: 'send', requestBody: body(ref(first)), responses: { '204': { description: 'done' } } }
  return {
    openapi,
    info: { title: 'api', version: '1' },
    servers: [{ url: 'https://p.example' }],
    paths: { '/send': { post }, ...paths },
    components: { schemas },
  }
}

const BASE = { type: 'object', required: ['kind'], properties: { kind: { type: 'string', enum: ['redirect', 'outside'] } } }
const MAPPED = {
  Way: {
    oneOf: [ref('RedirectWay'), ref('OutsideWay')],
    discriminator: { propertyName: 'kind', mapping: { redirect: ref('RedirectWay').$ref, outside: ref('OutsideWay').$ref } },
  },
  Base: BASE,
  RedirectWay: { allOf: [ref('Base'), { type: 'object', required: ['url'], properties: { url: TEXT } }] },
  OutsideWay: { allOf: [ref('Base'), { type: 'object' }] },
}
const OWN_VALUES = {
  Pet: { oneOf: [ref('CatSchema'), ref('DogSchema')], discriminator: { propertyName: 'kind' } },
  CatSchema: { type: 'object', required: ['kind'], properties: { kind: { enum: ['cat'] }, claws: { type: 'boolean' } } },
  DogSchema: { type: 'object', required: ['kind'], properties: { kind: { enum: ['dog', 'puppy'] } } },
}
const FREE = {
  Job: {
    type: 'object',
    required: ['input', 'list'],
    properties: {
      input: { type: 'object' },
      list: { type: 'array', items: { type: 'object' } },
      some: { type: 'object', required: ['a'] },
    },
  },
}
const SIBLINGS = {
  Cat: { ...ref('Pet'), properties: { claws: { type: 'boolean' }, tag: { ...ref('Tag'), enum: ['a', 'b'] } }, required: ['claws'] },
  Pet: { type: 'object', required: ['name'], properties: { name: TEXT, mine: ref('Pet/$defs/inner') }, $defs: { inner: { const: 'x' } } },
  Tag: TEXT,
}
const INLINE = {
  '/a': {
    post: {
      operationId: 'a',
      parameters: [
        { name: 'lang', in: 'query', schema: TEXT },
        { name: 'X-T', in: 'header', schema: TEXT },
      ],
      requestBody: body({ type: 'object', properties: { v: TEXT } }),
      responses: {
        '200': { description: 'ok', headers: { 'X-Left': { schema: TEXT } }, ...body({ type: 'object', properties: { v: TEXT } }) },
      },
    },
  },
  '/b': {
    post: {
      operationId: 'b',
      parameters: [{ $ref: '#/paths/~1a/post/parameters/0' }, { $ref: '#/paths/~1a/post/parameters/1' }],
      requestBody: { $ref: '#/paths/~1a/post/requestBody' },
      responses: {
        '200': { $ref: '#/paths/~1a/post/responses/200' },
        '400': { description: 'no', headers: { 'X-Left': { $ref: '#/paths/~1a/post/responses/200/headers/X-Left' } } },
      },
    },
  },
}

const DOCUMENTS = {
  mapped: documentOf(MAPPED),
  own: documentOf(OWN_VALUES),
  free: documentOf(FREE),
  siblings: documentOf(SIBLINGS, '3.1.0'),
  inline: documentOf({ Any: TEXT }, '3.0.3', INLINE),
}

/** A line of a program that sends a request. */
function send(name: string, input: string) {
  return `${name}({}).raw.POST('/send', { body: ${input} })\n`
}

test('clients by path have the types that published documents mean', async () => {
  const { root, run } = await makeWorkspace()
  for (const [name, document] of Object.entries(DOCUMENTS)) {
    await writeFile(join(root, `${name}.json`), JSON.stringify({ ...document, info: { title: name, version: '1' } }))
    expect(await run('generate', `${name}.json`, '--out', 'src')).toMatchObject({ status: 0 })
  }
  const imports = Object.keys(DOCUMENTS).map((name) => `import { createClient as ${name} } from './src/${name}/index.gen.js'\n`)
  const found = typeCheck(root, {
    good: [
      ...imports,
      send('mapped', `{ kind: 'redirect', url: 'x' }`),
      send('mapped', `{ kind: 'outside' }`),
      send('own', `{ kind: 'cat', claws: true }`),
      send('own', `{ kind: 'puppy' }`),
      send('free', `{ input: { a: 1 }, list: [{ b: [2] }], some: { a: 3 } }`),
      send('siblings', `{ name: 'x', claws: true, tag: 'a', mine: 'x' }`),
      `const { data } = await inline({}).raw.POST('/b', { params: { query: { lang: 'en' }, header: { 'X-T': 't' } }, body: { v: 'x' } })\n`,
      'export const v: string | undefined = data?.v\n',
    ].join(''),
    bad: [
      ...imports,
      send('mapped', `{ kind: 'RedirectWay', url: 'x' }`),
      send('own', `{ kind: 'CatSchema' }`),
      send('free', `{ input: 1, list: [] }`),
      send('siblings', `{ name: 'x' }`),
      send('siblings', `{ name: 'x', claws: true, tag: 'c' }`),
      `inline({}).raw.POST('/b', { params: { query: { lang: 1 } } })\n`,
    ].join(''),
  })
  expect(found.good).toEqual([])
  expect(found.bad.map((message) => message.split(':')[0])).toEqual(['6', '7', '8', '9', '10', '11'])
})
