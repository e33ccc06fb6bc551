import { describe, expect, test } from 'vitest'
import { validate } from '../../src/cli/verbs/begin/validate/validate.ts'
import { planHere } from '../harness/plan-here.ts'
import { type Project, project } from '../harness/project.ts'
import { CLIP } from '../harness/tiny-server.ts'
import { runVerb } from './run-verb.ts'

const ROWS = 'jobs:\n  clip: { uses: text-to-video, foreach: FILE, with: { prompt: "${{ row.text }}" }, output: "${{ row.id }}.mp4" }\n'

function rowsOf(file: string): string {
  return ROWS.replace('FILE', file)
}

/** The mistakes that `validate` lists, one per line. */
async function issuesOf({ path }: Project): Promise<string[]> {
  const { stdout } = await runVerb(validate, { cwd: path, options: { json: true } })
  const { issues } = JSON.parse(stdout) as { issues: { file: string; line: number; column: number; code: string; message: string }[] }
  return issues.map(({ file, line, column, code, message }) => `${file}:${line}:${column} ${code}: ${message}`)
}

/** A text in Latin-1, whose accented letters are not valid UTF-8. */
function latin(text: string): Buffer {
  return Buffer.from(text, 'latin1')
}

function job(file: string) {
  return `jobs:\n  a: { uses: image-to-video, with: { image_id: { file: ${file} }, prompt: x } }\n`
}

function outputs(...names: string[]) {
  return `jobs:\n${names.map((name, nth) => `  job${nth}: { uses: text-to-video, with: { prompt: x }, output: ${JSON.stringify(name)} }`).join('\n')}\n`
}

describe('a text that is not UTF-8', () => {
  test.each([
    ['rows.csv', latin('id,text\n1,ok\n2,"a café"\n'), '3:9', ' in row 3, column 2 (`text`)'],
    ['rows.json', latin('[\n  {"id":1,"text":"a café"}\n]'), '2:24'],
    ['rows.jsonl', latin('{"id":1,"text":"ok"}\n{"id":2,"text":"a café"}\n'), '2:22'],
    ['rows.yaml', latin('- { id: 1, text: a café }\n'), '1:23'],
    ['rows.csv', Buffer.concat([Buffer.from('id,text\n1,caf'), Buffer.of(0xc3)]), '2:6', ' in row 2, column 2 (`text`)'],
  ])('is refused in %s, with the place where it begins', async (name, content, place, cell = '') => {
    const made = await project({ manifest: rowsOf(name), files: { [name]: content } })
    expect(await issuesOf(made)).toEqual([`${name}:${place} not-utf8: this is not UTF-8${cell}`])
  })

  test('is refused in a manifest', async () => {
    const made = await project({ manifest: '' })
    await made.write('shotlist.yaml', latin('version: 1\njobs:\n  a: { uses: tiny/text-to-video, with: { prompt: é } }\n'))
    expect(await issuesOf(made)).toEqual(['shotlist.yaml:3:50 not-utf8: this is not UTF-8'])
  })
})

test.each([
  ['rows.json', '[{"id": 1, "text": "ok \\ud83d\\ude00 \\\\ud83d"},\n {"id": 2, "text": "\\ud83d"}]', '2:20'],
  ['rows.jsonl', '{"id":1,"text":"\\ude00"}\n', '1:16'],
  ['rows.yaml', '- { id: 1, text: "\\ud83d" }\n', '1:18'],
])('refuses half a character in %s', async (name, content, place) => {
  const made = await project({ manifest: rowsOf(name), files: { [name]: content } })
  expect(await issuesOf(made)).toEqual([
    `${name}:${place} half-character: ${String.raw`this text contains half a character (a surrogate such as \ud83d without its pair)`}`,
  ])
})

test('a byte order mark and other line endings change no clip: nothing is paid again', async () => {
  const table = 'id,text\n1,"a clip\nof two lines"\n'
  const prompts = `${rowsOf('rows.csv')}  block:\n    uses: text-to-video\n    with:\n      prompt: |\n        one\n        two\n`
  const made = await project({ manifest: prompts, files: { 'rows.csv': table } })
  expect((await made.run()).summary.outcome).toBe('done')
  await made.write('rows.csv', `\ufeff${table.replaceAll('\n', '\r\n')}`)
  const manifest = String(await made.read('shotlist.yaml'))
  await made.write('shotlist.yaml', `\ufeff${manifest.replaceAll('\n', '\r\n')}`)
  expect((await made.run()).summary).toMatchObject({ outcome: 'done', counts: { cached: 2 } })
  expect(made.server.submissions.map(({ body }) => body['prompt'])).toEqual(['a clip\nof two lines', 'one\ntwo\n'])
})

describe('an upload', () => {
  test.each([
    ['page.png', '<!doctype html><title>404</title>', 'page.png is not an image, a clip or a sound'],
    ['noise.png', Buffer.from('3f8a00c2d1e7', 'hex'), 'noise.png is not an image, a clip or a sound'],
    ['clip.png', CLIP, 'clip.png contains video/mp4, which does not match its name'],
  ])('is checked by its content: %s', async (name, content, message) => {
    const made = await project({ manifest: job(name), files: { [name]: content } })
    expect((await issuesOf(made)).map((line) => line.replace(/^\S+ /, ''))).toEqual([`bad-file: ${message}`])
  })

  test('without a file extension has the type of its content', async () => {
    const made = await project({ manifest: job('picture') })
    await made.write('picture', await made.read('pixel.png'))
    expect(await issuesOf(made)).toEqual([])
  })
})

describe('an output', () => {
  test.each([
    ['16:9.mp4', '16-9.mp4'],
    ['a/what?/x.mp4', 'a/what-/x.mp4'],
    ['CON.mp4', 'clip-CON.mp4'],
    ['lpt1/x.mp4', 'clip-lpt1/x.mp4'],
    ['aux .tar.mp4', 'clip-aux .tar.mp4'],
    ['clip.', 'clip'],
    ['folder /clip.mp4', 'folder/clip.mp4'],
  ])('refuses %j, and suggests a name', async (name, instead) => {
    const made = await project({ manifest: outputs(name) })
    const { stdout } = await runVerb(validate, { cwd: made.path, options: { json: true } })
    const { issues } = JSON.parse(stdout) as { issues: { code: string; hint: string }[] }
    expect(issues).toMatchObject([{ code: 'bad-path', hint: expect.stringContaining(`\`${instead}\``) as string }])
  })

  test.each([['console.mp4'], ['nul-1/com.mp4'], ["Zoë's cut (v2), #1 @50%.mp4"], ['.hidden/…/片.mp4']])('accepts %j', async (name) => {
    const made = await project({ manifest: outputs(name) })
    expect((await planHere(`${made.path}/shotlist.yaml`)).instances.map(({ output }) => output)).toEqual([name])
  })

  test.each([
    ['.', []],
    ['out/', []],
    ['out:1', ['shotlist.yaml:4:13 bad-path: `output_dir` contains `:`, which Windows does not allow']],
  ])('can be in %s, if every operating system allows it', async (folder, issues) => {
    const made = await project({ manifest: `output_dir: "${folder}"\n${outputs('clip.mp4')}` })
    expect(await issuesOf(made)).toEqual(issues)
  })

  test('collides with one that differs only in case or in Unicode form', async () => {
    const made = await project({ manifest: outputs('Zoë.mp4', 'Zoe\u0308.mp4', 'ZOË.mp4') })
    const [twice, capitals] = await issuesOf(made)
    expect(twice).toContain('do not distinguish two encodings of a character')
    expect(capitals).toContain('do not distinguish capitals and small letters')
  })
})
