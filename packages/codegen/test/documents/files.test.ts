import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { compileDocument } from '../../src/index.ts'
import { studioText, studioWith } from './studio.ts'

let folder = ''
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'shotlist-documents-'))
})
afterAll(async () => {
  await rm(folder, { recursive: true, force: true })
})

const external = studioWith([
  '        - { $ref: "#/components/schemas/Common" }\n        - required',
  '        - { $ref: "parts/common.yaml#/Common" }\n        - required',
])

async function write(files: Readonly<Record<string, string>>): Promise<string> {
  const place = await mkdtemp(join(folder, 'case-'))
  for (const [name, text] of Object.entries(files)) await writeFile(join(place, name), text)
  return place
}

describe('documents in files', () => {
  test('may refer to other files', async () => {
    const place = await write({
      'a.yaml': external.replace('parts/common.yaml', 'common.yaml'),
      'common.yaml': `Common:\n  type: object\n  properties:\n    model: { type: string, enum: [m1, m2] }\n    prompt: { type: string }\n    duration: { type: integer }\n    callback: { type: string }\n`,
    })
    const compiled = compileDocument({ path: join(place, 'a.yaml') })
    const fields = compiled.ok ? compiled.model.operations['text-to-video']?.fields.map(({ name }) => name) : compiled.issues
    expect(fields).toEqual(['model', 'prompt', 'duration', 'callback', 'style'])
  })

  test('name mistakes of other files by those files', async () => {
    const place = await write({
      'a.yaml': external.replace('parts/common.yaml', 'common.yaml'),
      'common.yaml': 'Common:\n  type: objekt\n',
    })
    const compiled = compileDocument({ path: join(place, 'a.yaml'), name: 'specs/a.yaml' })
    expect(compiled).toMatchObject({ ok: false })
    expect(compiled.ok ? [] : compiled.issues).toContainEqual(
      expect.objectContaining({ code: 'unknown-type', file: 'specs/common.yaml', line: 2, column: 9 }),
    )
  })

  test('say which file is missing', async () => {
    const place = await write({ 'a.yaml': external })
    const compiled = compileDocument({ path: join(place, 'a.yaml') })
    expect(compiled.ok ? [] : compiled.issues.map(({ message }) => message)).toContain('the file parts/common.yaml does not exist')
  })

  test('that do not exist are an issue, not an exception', () => {
    expect(compileDocument({ path: join(folder, 'nowhere.yaml'), name: 'nowhere.yaml' })).toEqual({
      ok: false,
      issues: [expect.objectContaining({ code: 'unreadable', file: 'nowhere.yaml', message: 'the document does not exist' })],
    })
    expect(compileDocument({ path: folder })).toMatchObject({ ok: false, issues: [{ message: 'the document is not a file' }] })
  })

  test('that are not UTF-8 are refused: their texts would be others', async () => {
    const path = join(folder, 'latin.yaml')
    await writeFile(path, Buffer.from(studioText.replace('title:', 'title: é'), 'latin1'))
    expect(compileDocument({ path })).toMatchObject({ ok: false, issues: [{ message: 'the document is not UTF-8' }] })
  })

  test('may be JSON', async () => {
    const { parse } = await import('yaml')
    const place = await write({ 'a.json': JSON.stringify(parse(studioText)) })
    expect(compileDocument({ path: join(place, 'a.json') }).ok).toBe(true)
  })
})
