import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { runCommand } from '../../src/cli/run-command.ts'
import { compileDocument } from '../../src/index.ts'
import { studioText } from './studio.ts'

let folder = ''
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'shotlist-overlay-'))
})
afterAll(async () => {
  await rm(folder, { recursive: true, force: true })
})

const HEAD = 'overlay: 1.1.0\ninfo: { title: Studio, version: "1" }\nactions:\n'

/** The document and the overlay that says what the document lost: `x-provider`. */
const bare = studioText.replace(/^x-provider:\n(?: .*\n)+/m, '')
const provider = `${HEAD}- target: $\n  update:\n    ${(/^x-provider:\n(?: .*\n)+/m.exec(studioText)?.[0] ?? '').replaceAll('\n', '\n    ')}\n`

async function compile(document: string, overlay: string) {
  const place = await mkdtemp(join(folder, 'case-'))
  const path = join(place, 'vendor.yaml')
  await writeFile(path, document)
  await writeFile(join(place, 'o.yaml'), overlay)
  const compiled = compileDocument({ path, name: 'vendor.yaml' }, { overlay: { path: join(place, 'o.yaml'), name: 'o.yaml' } })
  return { place, compiled, issues: compiled.ok ? compiled.warnings : compiled.issues }
}

function written(compiled: ReturnType<typeof compileDocument>): Record<string, unknown> {
  if (!compiled.ok) throw new Error(JSON.stringify(compiled.issues))
  return compiled.written as Record<string, unknown>
}

describe('an overlay', () => {
  test('completes a document, which then is as if it was written in one', async () => {
    const { compiled, place } = await compile(bare, provider)
    expect(compiled).toMatchObject({ ok: true, files: [join(place, 'vendor.yaml'), join(place, 'o.yaml')] })
    const whole = compileDocument({ text: studioText, name: 'vendor.yaml' })
    if (!compiled.ok || !whole.ok) throw new Error('both compile')
    const { hash, ...document } = compiled.model.table.document
    expect({
      ...compiled.model,
      table: { ...compiled.model.table, document: { ...document, hash: whole.model.table.document.hash } },
    }).toEqual(whole.model)
    expect(hash).not.toBe(whole.model.table.document.hash)
  })

  test('updates, appends, copies and removes what its targets select', async () => {
    const actions = [
      '- { target: $.tags, update: { name: fourth } }',
      '- { target: "$.tags[?match(@.name, \'sec.*\')]", remove: true }',
      '- { target: "$.tags[0,2]", remove: true }',
      '- { target: $.info, update: { title: New, x-list: [3], contact: { name: Ann } } }',
      '- { target: $.info.version, update: "9" }',
      '- { target: $.info.x-copy, copy: $.info.contact }',
    ]
    const tags = 'tags: [{ name: first }, { name: second }, { name: third }]\n'
    const document = studioText.replace('info:\n', `${tags}info:\n  x-list: [1, 2]\n  x-copy: { email: a@b.example }\n`)
    const { compiled } = await compile(document, HEAD + actions.join('\n'))
    const { tags: left, info } = written(compiled)
    expect(left).toEqual([{ name: 'third' }])
    expect(info).toMatchObject({
      title: 'New',
      version: '9',
      'x-list': [1, 2, 3],
      contact: { name: 'Ann' },
      'x-copy': { email: 'a@b.example', name: 'Ann' },
    })
  })

  test('has its mistakes shown in the file that holds the value', async () => {
    const { issues } = await compile(bare, provider.replace('dialect: 1', 'dialect: 7'))
    const line =
      provider
        .replace('dialect: 1', 'dialect: 7')
        .split('\n')
        .findIndex((text) => text.includes('dialect: 7')) + 1
    expect(issues).toContainEqual(expect.objectContaining({ file: 'o.yaml', line, pointer: '/actions/0/update/x-provider/dialect' }))
    // Items of a list that moved up are still where they were written.
    const document = `${studioText}tags: [{ name: first }, { name: second }]\n`.replace('operationId: getClip', 'operationId: 7')
    const moved = await compile(
      document,
      `${HEAD}- { target: "$.servers[0]", remove: true }\n- { target: "$.servers[0]", update: { urll: 1 } }\n`,
    )
    expect(moved.issues).toContainEqual(expect.objectContaining({ file: 'vendor.yaml', code: 'operation-id' }))
    expect(moved.issues).toContainEqual(expect.objectContaining({ file: 'o.yaml', line: 5, pointer: '/actions/1/update/urll' }))
  })

  test.each([
    ['openapi: 3.1.0', 'this is not an OpenAPI Overlay', 1],
    [HEAD.replace('1.1.0', '2.0.0') + '- { target: $, update: {} }', 'Overlay 2.0.0 is not supported', 1],
    [HEAD + '- { target: $, updaet: {} }', 'an overlay has no updaet here', 4],
    [HEAD + '- { target: "$.info[", update: {} }', 'is not a JSONPath', 4],
    [HEAD + '- { target: $, remove: true }', 'the whole document cannot be removed', 4],
    [HEAD + '- { target: $.info, update: 7 }', '/info is a map, and this is a single value', 4],
    [HEAD + '- { target: $, update: { servers: {} } }', '/servers is a list, and the overlay has a map', 4],
    [HEAD + '- { target: $.info, copy: $.paths.* }', '`copy` must select one value', 4],
  ])('that is wrong says why and where: %s', async (overlay, message, line) => {
    const { compiled, issues } = await compile(studioText, overlay)
    expect(compiled.ok).toBe(false)
    expect(issues).toContainEqual(expect.objectContaining({ file: 'o.yaml', line, message: expect.stringContaining(message) as unknown }))
  })

  test('with a target that selects nothing is a warning; one that grows without end is refused', async () => {
    const nothing = await compile(studioText, `${HEAD}- { target: $.nowhere, update: {} }\n`)
    expect(nothing.issues).toContainEqual(expect.objectContaining({ code: 'overlay-target', severity: 'warning', file: 'o.yaml', line: 4 }))
    expect(nothing.compiled.ok).toBe(true)
    const grows = `- { target: $, update: { x-list: [1] } }\n${'- { target: $.x-list, copy: $.x-list }\n'.repeat(40)}`
    const endless = await compile(studioText, HEAD + grows)
    expect(endless.issues).toContainEqual(expect.objectContaining({ message: 'the overlay adds too much to the document' }))
    expect(endless.compiled.ok).toBe(false)
  })

  test('is applied by the command, and by its configuration', async () => {
    const { place } = await compile(bare, provider)
    const out: string[] = []
    const terminal = { stdout: (text: string) => out.push(text), stderr: (text: string) => out.push(text), color: false }
    expect(await runCommand(['check', 'vendor.yaml', '--overlay', 'o.yaml'], place, terminal), out.join('')).toBe(0)
    const documents = [{ spec: 'vendor.yaml', overlay: 'o.yaml' }]
    const config = { documents, clients: 'clients', runtime: '@shotlist/core/runtime', importEnding: '.js', command: 'generate' }
    await writeFile(join(place, 'shotlist-codegen.config.json'), JSON.stringify(config))
    expect(await runCommand(['generate'], place, terminal), out.join('')).toBe(0)
    expect(await runCommand(['check'], place, terminal), out.join('')).toBe(0)
    expect(await runCommand(['check', 'vendor.yaml', 'b.yaml', '--overlay', 'o.yaml'], place, terminal)).toBe(2)
  })
})
