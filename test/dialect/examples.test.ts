import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { parse } from 'yaml'
import { ROOT } from '../harness/shotlist.ts'

test('the examples of the page of the dialect are parts of the documents that are tested here', () => {
  const page = readFileSync(join(ROOT, 'docs/dialect.md'), 'utf8')
  const examples = [...page.matchAll(/^ *```yaml \[(.+)\]\n([^]*?)^ *```/gm)]
  expect(examples.length).toBeGreaterThan(0)
  for (const [, file = '', text = ''] of examples) {
    const document = parse(readFileSync(new URL(file, import.meta.url), 'utf8')) as unknown
    expect(isPart(parse(text), document), `${file}: ${text}`).toBe(true)
  }
})

/** Whether a document holds an example. Lists may hold more than the example. */
function isPart(example: unknown, document: unknown): boolean {
  if (typeof example !== 'object' || example === null) return example === document
  if (Array.isArray(example)) return Array.isArray(document) && example.every((item) => document.some((other) => isPart(item, other)))
  if (typeof document !== 'object' || document === null) return false
  return Object.entries(example).every(([key, value]) => isPart(value, (document as Record<string, unknown>)[key]))
}
