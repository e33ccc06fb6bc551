import { readFileSync } from 'node:fs'
import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { loadPlan } from '../../src/plan/load-plan.ts'
import { issuesOf } from './plan-of.ts'

const manifest = readFileSync(new URL('../../../../examples/launch.yaml', import.meta.url), 'utf8')
const FRAGMENTS = [
  '${{',
  '}}',
  '${{ jobs.',
  '*x',
  '&x ',
  '<<: *x',
  '- ',
  '{',
  '}',
  '[',
  ']',
  '"',
  "'",
  '\n',
  '\t',
  ': ',
  '!!binary ',
  '__proto__',
  '1e999',
  '../',
  '\u0000',
  '9007199254740993',
  '|\n',
  '#',
]

// `FUZZ=1000` in the environment sets the number of other cases.
test('a manifest that is broken in any way is reported with places in the file, and never throws', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.record({ at: fc.nat(manifest.length), drop: fc.nat(30), put: fc.constantFrom('', ...FRAGMENTS) }), {
        minLength: 1,
        maxLength: 4,
      }),
      async (edits) => {
        let text = manifest
        for (const { at, drop, put } of edits) text = text.slice(0, at) + put + text.slice(at + drop)
        const files = {
          read: (path: string) => (path.endsWith('.yaml') ? { bytes: new TextEncoder().encode(text) } : { problem: 'does not exist' }),
          stat: () => undefined,
          list: () => [],
          real: (path: string) => path,
          type: async () => ({ type: undefined }),
          seconds: async () => undefined,
        }
        const loaded = await loadPlan({ manifestPath: 'm.yaml', cwd: '/project', env: {}, files })
        const lines = text.split('\n')
        for (const { line, column } of loaded.ok ? [] : loaded.issues) {
          expect(line).toBeLessThanOrEqual(lines.length)
          expect(column).toBeLessThanOrEqual((lines[line - 1] ?? '').length + 2)
        }
      },
    ),
    { numRuns: Number(process.env['FUZZ'] ?? 150) },
  )
})

test('millions of dependencies are refused', async () => {
  const axis = `[${Array.from({ length: 2300 }, (_, index) => index).join(', ')}]`
  expect(
    await issuesOf(`
  a: { matrix: { x: ${axis} }, uses: text-to-video, with: { prompt: x } }
  root: { uses: text-to-video, with: { prompt: x } }
  b: { matrix: { y: ${axis} }, uses: extend, with: { source_video_id: "\${{ jobs.root.outputs.video_id }}", prompt: x }, needs: [a] }`),
  ).toEqual([expect.stringContaining('`b` brings the dependencies between clips above the limit of 5,000,000')])
})
