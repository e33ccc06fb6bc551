import { once } from 'node:events'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { compileDocument } from '../../src/index.ts'
import { typeCheck } from './type-check.ts'
import { makeWorkspace } from './workspace.ts'

/** A document without the dialect that does what published documents of OpenAPI 3.0 do. */
const LIBRARY = `openapi: 3.0.3
info: { title: "The Bücherei's API", version: "2" }
servers: [{ url: https://books.example/v1 }, { url: /relative }, { url: "https://{place}.example", variables: { place: { default: eu } } }]
security: [{ session: [] }, { basic: [] }]
paths:
  /books/{id}:
    parameters: [{ $ref: "#/components/parameters/id" }]
    get:
      responses: { "200": { $ref: "#/components/responses/Book" } }
    put: { $ref: "parts/put.yaml" }
  /shelves:
    get:
      operationId: 3 d-shelves!
      parameters: [{ name: "page[size]", in: query, schema: { type: integer, minimum: 0, exclusiveMinimum: true } }]
      responses:
        "200":
          description: Shelves
          content: { application/json: { schema: { $ref: "#/paths/~1shelves/get/x-shelf/schema" } } }
      x-shelf: { schema: { type: object, properties: { shelves: { type: array, items: { $ref: "#/paths/~1shelves/get/x-shelf/schema" } } } } }
components:
  parameters: { id: { name: id, in: path, required: true, schema: { type: integer, format: int64 } } }
  securitySchemes: { session: { type: apiKey, in: cookie, name: sid }, basic: { type: http, scheme: basic } }
  responses: { Book: { description: A book, content: { application/json: { schema: { $ref: "#/components/schemas/Book" } } } } }
  schemas:
    Book:
      oneOf: [{ $ref: "#/components/schemas/Paper" }, { $ref: "#/components/schemas/Sound" }]
      discriminator: { propertyName: kind, mapping: { paper: Paper, sound: "#/components/schemas/Sound" } }
    Paper:
      type: object
      required: [kind, id, nowhere]
      properties:
        kind: { type: string }
        id: { type: integer, format: int64, nullable: true, example: none }
        sequel: { $ref: "#/components/schemas/Book" }
        never: false
    Sound: { type: object, required: [kind], properties: { kind: { type: string }, minutes: { type: number, nullable: true } } }
`

const PART = `operationId: putBook
requestBody: { content: { application/json: { schema: { $ref: "../library.yaml#/components/schemas/Sound" } } } }
responses: { "204": { description: Done } }
`

async function withLibrary(text = LIBRARY) {
  const workspace = await makeWorkspace()
  await mkdir(join(workspace.root, 'parts'))
  await writeFile(join(workspace.root, 'parts/put.yaml'), PART)
  await writeFile(join(workspace.root, 'library.yaml'), text)
  return workspace
}

test('a document without the dialect gives types and a client by path', async () => {
  const { root, run } = await withLibrary()
  const { status, stdout, stderr } = await run('generate', 'library.yaml', '--out', 'src')
  expect({ status, stdout: stdout.split('\n')[0] }).toEqual({
    status: 0,
    stdout: 'library.yaml names no operation (x-operations): the-buchereis-api has types, and a client typed by path',
  })
  expect(stderr).toContain('library.yaml:30:28: warning: required names "nowhere", which is not a field here (required-unknown)')
  expect(stderr).toContain('1 warning\n')
  const consumer = `import { createClient } from './src/the-buchereis-api/index.gen.js'
const { raw } = createClient({ apiKey: 'dTpw', region: 'server-2' })
const { data } = await raw.GET('/books/{id}', { params: { path: { id: '9007199254740993' } } })
const id: number | string | null | undefined = data?.kind === 'paper' ? data.id : undefined
const never: number = data?.kind === 'paper' ? data.id : 0
const { data: shelf } = await raw.GET('/shelves', { params: { query: { 'page[size]': 2 } } })
const deep: object | undefined = shelf?.shelves?.[0]?.shelves?.[0]
await raw.PUT('/books/{id}', { params: { path: { id: 1 } }, body: { kind: 'sound', minutes: null } })
await raw.PUT('/books/{id}', { params: { path: { id: 1 } }, body: { minutes: null } })
export { deep, id, never }
`
  expect(typeCheck(root, { consumer }).consumer).toEqual([
    expect.stringMatching(/^5: Type 'Int64 \| null'/),
    expect.stringMatching(/^9: .* Property 'kind' is missing/),
  ])
  expect(await run('check', 'library.yaml', '--out', 'src')).toMatchObject({ status: 0, stdout: '4 generated files are up to date\n' })
})

test('its client speaks to the document server, with the key where the document says', async () => {
  const seen: unknown[] = []
  const server = createServer(({ method, url, headers }, answer) => {
    seen.push({ method, url, authorization: headers.authorization })
    answer.setHeader('content-type', 'application/json').end('{"kind":"paper","id":9007199254740993}')
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => void server.close())
  const { root, run } = await withLibrary()
  await run('generate', 'library.yaml', '--out', 'src', '--import-ending', '.ts', '--runtime', '@shotlist/core/runtime')
  const { createClient } = (await import(join(root, 'src/the-buchereis-api/index.gen.ts'))) as {
    createClient: (options: object) => { raw: { GET: (path: string, init: object) => Promise<{ data: unknown }> } }
  }
  const client = createClient({ apiKey: 'dTpw', baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}` })
  const { data } = await client.raw.GET('/books/{id}', { params: { path: { id: 1 } } })
  expect(data).toEqual({ kind: 'paper', id: '9007199254740993' })
  expect(seen).toEqual([{ method: 'GET', url: '/v1/books/1', authorization: 'Basic dTpw' }])
})

test('its mistakes are reported together, and nothing is written', async () => {
  const { root, run } = await withLibrary(
    LIBRARY.replace('operationId: 3 d-shelves!', 'operationId: putBook')
      .replace('minutes: { type: number', 'minutes: { type: nummer')
      .replace('schemas/Paper" }, {', 'schemas/Papper" }, {')
      .replace('/books/{id}:', '/books/{di}:'),
  )
  const { status, stderr } = await run('generate', 'library.yaml', '--out', 'src')
  expect(status).toBe(2)
  for (const mistake of [
    'library.yaml:8:5: error: GET /books/{di} has no path parameter for {di} (path-parameter)',
    'library.yaml:13:20: error: the operationId putBook is used twice (duplicate-operation-id)',
    'library.yaml:26:23: error: there is nothing at #/components/schemas/Papper (unresolved-ref)',
    'error: "nummer" is not a type of JSON Schema (unknown-type)',
  ]) {
    expect(stderr).toContain(mistake)
  }
  await expect(readFile(join(root, 'src/the-buchereis-api/index.gen.ts'))).rejects.toThrow('ENOENT')
})

test.each([
  ['what is only a beginning of the dialect is not plain', 'x-tasks: {}\n', 'no-provider'],
  ['Swagger 2.0 is refused', '', 'not-openapi'],
])('%s', async (_, added, code) => {
  const text = code === 'no-provider' ? `${LIBRARY}${added}` : LIBRARY.replace('openapi: 3.0.3', 'swagger: "2.0"')
  const { run } = await withLibrary(text)
  const { status, stderr } = await run('check', 'library.yaml')
  expect({ status, told: stderr.includes(`(${code})`) }).toEqual({ status: 2, told: true })
})

test('an unsupported document is reported without a stack, and nothing is written', async () => {
  const { run } = await withLibrary(LIBRARY.replace('paper: Paper', 'paper: ./nowhere/Paper'))
  const { status, stderr } = await run('generate', 'library.yaml', '--out', 'src')
  expect({ status, stderr: stderr.slice(stderr.indexOf('shotlist-codegen:')) }).toEqual({
    status: 2,
    stderr: expect.stringMatching(/^shotlist-codegen: .*library\.yaml: .*\n {2}openapi-typescript, .* nothing was written\n$/),
  })
})

test('a provider is never a plain document', () => {
  const compiled = compileDocument({ text: LIBRARY, name: 'library.yaml' })
  expect(compiled.ok ? [] : compiled.issues.map(({ code }) => code)).toContain('no-provider')
})
