import { expect, test } from 'vitest'
import { fuzz, type Kind } from './fuzz.ts'

// The short form; the long one is `pnpm fuzz`. Other seeds: FUZZ_SEED=42.
const seed = Number(process.env['FUZZ_SEED'] ?? 7)

const SHORT: readonly { readonly kind: Kind; readonly changes: number; readonly rule: string }[] = [
  { kind: 'responses', changes: 150, rule: 'a broken response costs nothing twice and shows no internals' },
  { kind: 'folders', changes: 60, rule: 'a damaged state file costs nothing, and nothing outside is changed' },
  { kind: 'documents', changes: 40, rule: 'a broken document is refused with a clear message' },
]

test.each(SHORT)('$kind: $rule', async ({ kind, changes }) => {
  const report = await fuzz({ kind, seed, changes })
  expect(report.problems).toEqual([])
  expect(report.changed).toBeGreaterThanOrEqual(changes)
})
