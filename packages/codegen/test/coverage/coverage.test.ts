import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { runCommand } from '../../src/cli/run-command.ts'
import { makeWorkspace } from '../emit/workspace.ts'

const DOCUMENT = `openapi: 3.1.0
info: { title: Kiln, version: "1" }
paths:
  /pots:
    post:
      operationId: firePot
      parameters:
        - { name: kiln, in: query, schema: { type: string } }
      requestBody:
        content: { application/json: { schema: { $ref: "#/components/schemas/Pot" } } }
      responses:
        "200": { description: Fired., content: { application/json: { schema: { $ref: "#/components/schemas/Fired" } } } }
components:
  schemas:
    Pot:
      type: object
      properties:
        clay: { type: string }
        handles: { type: array, items: { type: object, properties: { size: { type: number } } } }
      allOf:
        - if: { properties: { clay: { const: red } } }
          then: { properties: { handles: { maxItems: 1 } } }
        - properties: { clay: { maxLength: 9 } }
    Fired: { type: object, properties: { pot_id: { type: integer } } }
    Unused: { type: object, properties: { forgotten: { type: string } } }
x-errors:
  codes:
    "7": { class: busy, meaning: the kiln is full }
`

const COVERAGE = `document: kiln.yaml
groups:
  - title: Firing
    endpoint: POST /pots
    at: "#/paths/~1pots/post"
    request:
      kiln: "#/paths/~1pots/post/parameters/0"
      clay: "#/components/schemas/Pot/properties/clay"
      handles: "#/components/schemas/Pot/properties/handles"
      handles[].size: "#/components/schemas/Pot/properties/handles/items/properties/size"
      glaze: { left-out: no longer taken }
    answer:
      pot_id: "#/components/schemas/{Fired}/properties/*"
  - title: Breaking
    endpoint: DELETE /pots
    at: { left-out: never seen to work }
  - title: Errors
    other: { "7": "#/x-errors/codes/*" }
`

async function run(text: string) {
  const { root, run: command } = await makeWorkspace()
  await writeFile(join(root, 'kiln.yaml'), DOCUMENT)
  await writeFile(join(root, 'coverage.yaml'), text)
  return command('coverage', 'coverage.yaml')
}

test('a file that accounts for everything passes, and is counted', async () => {
  const { status, stdout, stderr } = await run(COVERAGE)
  expect(stderr).toBe('')
  expect(status).toBe(0)
  expect(stdout.split('\n').map((line) => line.replaceAll(/ {2,}/g, ' | '))).toEqual([
    'coverage.yaml | request | answer | other | left out',
    'POST /pots (Firing) | 4 | 1 | 1',
    'DELETE /pots (Breaking): left out',
    'Errors | 1',
    'in all | 4 | 1 | 1 | 1',
    '',
    '',
  ])
})

test.each([
  ['a field of the document in no line', /^ {6}clay: .*\n/m, '', 'kiln.yaml:18:9: error: the field clay is not in the coverage file'],
  ['a parameter in no line', /^ {6}kiln: .*\n/m, '', 'kiln.yaml:8:11: error: the field kiln is not in the coverage file'],
  [
    'a code in no line',
    '"#/x-errors/codes/*"',
    '{ left-out: none }',
    'kiln.yaml:28:5: error: the error code 7 is not in the coverage file',
  ],
  [
    'an endpoint in no line',
    /^ {4}at: "#.*\n/m,
    '    at: { left-out: none }\n',
    'kiln.yaml:5:5: error: the endpoint POST /pots is not in the coverage file',
  ],
  ['a place that is none', 'Pot/properties/clay', 'Pot/properties/clya', 'coverage.yaml:8:13: error: there is nothing at #/components/'],
  ['one of several places that is none', '{Fired}', '{Fired,Broken}', 'coverage.yaml:13:15: error: there is nothing at #/components/'],
  ['an endpoint that is another', 'POST /pots', 'PUT /pots', 'coverage.yaml:5:9: error: the document has no PUT /pots'],
  [
    'an entry without a place',
    '"#/paths/~1pots/post/parameters/0"',
    '',
    'coverage.yaml:7:7: error: groups[0].request.kiln must be text or an object with fields',
  ],
  ['an endpoint without a place', /^ {4}at: "#.*\n/m, '', 'coverage.yaml:3:5: error: groups[0].at is required when endpoint is given'],
])('%s is a gap', async (_name, found, replacement, message) => {
  const { status, stderr } = await run(COVERAGE.replace(found, replacement))
  expect(stderr).toContain(message)
  expect(status).toBe(2)
})

const CORRECTIONS = `${COVERAGE}corrections:
  - point: "1"
    says: Pots take red clay
    certainty: high
    at: ["#/components/schemas/Pot/properties/clay"]
    tests: ["pots.test.ts > takes %s clay"]
  - point: "2"
    says: Kilns are slow
    certainty: low
    at: ["#/paths/~1pots/post"]
    left-out: nobody waits that long
`

async function runCorrections(text: string) {
  const { root, run: command } = await makeWorkspace()
  await writeFile(join(root, 'kiln.yaml'), DOCUMENT)
  await writeFile(join(root, 'coverage.yaml'), text)
  await writeFile(join(root, 'pots.test.ts'), "test.each(['red'])('takes %s clay', () => undefined)\n")
  return command('coverage', 'coverage.yaml')
}

test('corrections are shown with their tests', async () => {
  const { status, stdout, stderr } = await runCorrections(CORRECTIONS)
  expect([status, stderr]).toEqual([0, ''])
  expect(stdout).toContain(`
1 of 2 corrections have a test
   1  Pots take red clay (high)
      pots.test.ts > takes %s clay
   2  Kilns are slow (low)
      no test: nobody waits that long
`)
})

test.each([
  [
    'a place that is none',
    'at: ["#/paths/~1pots/post"]',
    'at: ["#/paths/~1pans/post"]',
    '28:10: error: there is nothing at #/paths/~1pans/post',
  ],
  ['a test file that is none', 'pots.test.ts', 'pans.test.ts', '24:13: error: the test file pans.test.ts does not exist'],
  ['a title that is none', '> takes', '> take', '24:13: error: pots.test.ts has no test with the title "take %s clay"'],
  [
    'a correction with neither a test nor a reason',
    /^ {4}left-out: nobody.*\n/m,
    '',
    'give either the `tests` of a correction, or `left-out`',
  ],
  ['a certainty that is no word for it', 'certainty: low', 'certainty: sure', '27:16: error: corrections[1].certainty'],
])('%s is a gap in the corrections', async (_name, found, replacement, message) => {
  const { status, stderr } = await runCorrections(CORRECTIONS.replace(found, replacement))
  expect(stderr).toContain(message)
  expect(status).toBe(2)
})

test('an overlay beside the document is part of it', async () => {
  const { root, run: command } = await makeWorkspace()
  const [document = '', errors = ''] = DOCUMENT.split(/(?=^x-errors:)/m)
  const overlay = `overlay: 1.1.0\ninfo: { title: Kiln, version: "1" }\nactions:\n- target: $\n  update:\n    ${errors.replaceAll('\n', '\n    ')}\n`
  await writeFile(join(root, 'kiln.yaml'), document)
  await writeFile(
    join(root, 'coverage.yaml'),
    COVERAGE.replace('kiln.yaml\n', 'kiln.yaml\noverlay: own.yaml\n').replace('codes/*', 'codes/7'),
  )
  expect((await command('coverage', 'coverage.yaml')).stderr).toContain('coverage.yaml:2:10: error: its overlay does not exist')
  await writeFile(join(root, 'own.yaml'), overlay)
  expect(await command('coverage', 'coverage.yaml')).toMatchObject({ status: 0, stderr: '' })
  await writeFile(join(root, 'own.yaml'), overlay.replace('"7":', '"8": { class: server, meaning: cracked }\n        "7":'))
  expect((await command('coverage', 'coverage.yaml')).stderr).toContain('own.yaml:8:9: error: the error code 8 is not in the coverage file')
  expect((await command('coverage', 'coverage.yaml', '--overlay', 'own.yaml')).stderr).toContain('coverage takes no --overlay')
})

test('check holds the coverage files of the configuration against their documents', async () => {
  const { root, run: command } = await makeWorkspace()
  await writeFile(join(root, 'kiln.yaml'), DOCUMENT)
  await writeFile(join(root, 'coverage.yaml'), COVERAGE.replace('Pot/properties/clay', 'Pot/properties/clya'))
  const config = {
    documents: ['workshop.openapi.yaml'],
    coverage: ['coverage.yaml'],
    clients: 'c',
    runtime: 'x',
    importEnding: '.ts',
    command: 'gen',
  }
  await writeFile(join(root, 'shotlist-codegen.config.json'), JSON.stringify(config))
  const { status, stderr } = await command('check')
  expect(stderr).toContain('there is nothing at #/components/schemas/Pot/properties/clya')
  expect(status).toBe(2)
})

test('the shipped documents are accounted for', async () => {
  const root = fileURLToPath(new URL('../../../../', import.meta.url))
  const { coverage: files } = JSON.parse(await readFile(join(root, 'shotlist-codegen.config.json'), 'utf8')) as { coverage: string[] }
  let stderr = ''
  const terminal = { stdout: () => undefined, stderr: (text: string) => void (stderr += text), color: false }
  expect(await runCommand(['coverage', ...files], root, terminal)).toBe(0)
  expect(stderr).toBe('')
})
