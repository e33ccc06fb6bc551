import { expect, test } from 'vitest'
import { fuzz, type Kind } from './watch.ts'

// The short form; the long one is `pnpm fuzz`. Other seeds: FUZZ_SEED=42.
const seed = Number(process.env['FUZZ_SEED'] ?? 7)

const SHORT: readonly { readonly kind: Kind; readonly changes: number; readonly rule: string }[] = [
  { kind: 'answers', changes: 150, rule: 'an answer that is broken on its way costs nothing twice and shows nothing of the inside' },
  { kind: 'folders', changes: 60, rule: 'a file of the state that is damaged costs nothing, and nothing outside is touched' },
  { kind: 'documents', changes: 40, rule: 'a document that is broken is refused in words' },
]

test.each(SHORT)('$kind: $rule', async ({ kind, changes }) => {
  const report = await fuzz({ kind, seed, changes })
  expect(report.problems).toEqual([])
  expect(report.struck).toBeGreaterThanOrEqual(changes)
})
