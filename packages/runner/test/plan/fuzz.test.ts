import { readFileSync } from 'node:fs'
import { type CompiledDocument, compileDocument } from '@shotlist/codegen'
import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { loadPlan } from '../../src/plan/load-plan.ts'

const document = readFileSync(new URL('../fixtures/tiny.openapi.yaml', import.meta.url), 'utf8').split('\n')
const manifest = `version: 1
defaults: { provider: tiny }
jobs:
  clip: { matrix: { n: [1, 2] }, uses: text-to-video, if: "\${{ matrix.n != 3 }}", with: { prompt: "clip \${{ matrix.n }}", seed: "\${{ optional(matrix.n) }}" }, output: "clip-\${{ matrix.n }}.mp4" }
  longer: { matrix: "\${{ jobs.clip.matrix }}", uses: extend, with: { source_video_id: "\${{ jobs.clip.outputs.video_id }}", prompt: x } }
  picture: { uses: image-to-video, with: { image_id: { file: pixel.png }, prompt: x } }
`.split('\n')

/** Replacement values: of another type, of extreme size, or with another meaning. */
const JUNK = [
  'null',
  '[]',
  '{}',
  'true',
  '-1',
  '.inf',
  '.nan',
  '1e999',
  '99999999999999999999999999',
  '""',
  '"\\0"',
  '"\\u001b[2J"',
  '__proto__',
  'constructor',
  '../../../etc/passwd',
  'file:///etc/passwd',
  '"$response.body#/__proto__"',
  '"$request.body#/~2"',
  '"${{ vars }}"',
  '"${{ matrix.n < take || !(job == null) && optional(row.x) }}"',
  '"${{ file(\'../../etc/passwd\') }}"',
  "matrix.n == 'a'",
  '{ $ref: "#" }',
  '{ $ref: "#/components/schemas/Extend/properties/__proto__" }',
  '{ allOf: [{ $ref: "#/components/schemas/Extend" }] }',
  '"(a+)+$"',
  '&a [*a]',
  '!!binary "//8="',
  `"${'x'.repeat(20_000)}"`,
  `[${'['.repeat(80)}${']'.repeat(80)}]`,
]

type Edit = { readonly at: number; readonly how: 'value' | 'key' | 'drop' | 'twice' | 'indent' | 'cut' | 'swap'; readonly junk: string }

const edits = fc.array(
  fc.record({
    at: fc.nat(1000),
    how: fc.constantFrom<Edit['how']>('value', 'value', 'value', 'key', 'drop', 'twice', 'indent', 'cut', 'swap'),
    junk: fc.constantFrom(...JUNK),
  }),
  { minLength: 1, maxLength: 3 },
)

function edited(lines: readonly string[], list: readonly Edit[]): string {
  let text = [...lines]
  for (const { at, how, junk } of list) {
    const nth = at % text.length
    const line = text[nth] ?? ''
    const by: Readonly<Record<Edit['how'], readonly string[]>> = {
      value: [line.replace(/: .*$/, `: ${junk}`)],
      key: [line.replace(/[\w$-]+:/, `${junk}:`)],
      drop: [],
      twice: [line, line],
      indent: [`  ${line}`],
      cut: [line.slice(0, line.length / 2)],
      swap: [text[(nth + 7) % text.length] ?? ''],
    }
    text = [...text.slice(0, nth), ...by[how], ...text.slice(nth + 1)]
  }
  return text.join('\n')
}

function stat() {
  return { kind: 'file', bytes: 70 } as const
}

function compile(text: string) {
  return compileDocument({ text, name: 'tiny.openapi.yaml' })
}

const sound = compile(document.join('\n'))

/** The issues of a manifest and its document, of which one is broken. */
async function load(compiled: CompiledDocument, manifestText: string) {
  const read = (path: string) =>
    path.endsWith('m.yaml') ? { bytes: new TextEncoder().encode(manifestText) } : { problem: 'does not exist' }
  const loaded = await loadPlan({
    manifestPath: 'm.yaml',
    cwd: '/project',
    env: {},
    files: { read, stat, real: (path) => path, list: () => [], type: async () => ({ type: 'image/png' }), seconds: async () => undefined },
    shipped: { ids: ['tiny'], load: () => (compiled.ok ? compiled.model : undefined) },
  })
  return { loaded, issues: [...(compiled.ok ? compiled.warnings : compiled.issues), ...(loaded.ok ? loaded.warnings : loaded.issues)] }
}

/** `FUZZ=1000` in the environment sets the number of other cases. */
const RUNS = { numRuns: Number(process.env['FUZZ'] ?? 100) }

const MAX_ISSUES = 2000

/** Checks the properties that hold for any result. */
async function check(compiled: CompiledDocument, manifestText: string): Promise<void> {
  const { loaded, issues } = await load(compiled, manifestText)
  expect(issues.length).toBeLessThan(MAX_ISSUES)
  expect(({} as { polluted?: unknown }).polluted).toBeUndefined()
  const outputs = loaded.ok ? loaded.plan.instances.map(({ output }) => output ?? '') : []
  expect(outputs.filter((output) => output.startsWith('/') || output.split('/').includes('..'))).toEqual([])
}

test('a sound document and manifest are fine', async () => {
  const { issues } = await load(sound, manifest.join('\n'))
  expect(issues.map(({ line, message }) => `${line}: ${message}`)).toEqual([])
})

test('a document that is broken in any way never throws, and is reported in a message of limited length', async () => {
  const holds = fc.asyncProperty(edits, (list) => check(compile(edited(document, list)), manifest.join('\n')))
  expect((await fc.check(holds, RUNS)).counterexample).toBeNull()
})

test('a manifest that is broken in any way never throws', async () => {
  const holds = fc.asyncProperty(edits, (list) => check(sound, edited(manifest, list)))
  expect((await fc.check(holds, RUNS)).counterexample).toBeNull()
})
