import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { parse } from 'yaml'
import { ROOT } from '../harness/shotlist.ts'

test('the examples of the page of the dialect are parts of the documents that are tested here', () => {
  const page = readFileSync(join(ROOT, 'docs/dialect.md'), 'utf8')
  const examples = [...page.matchAll(/^```yaml \[(.+)\]\n([^]*?)^```/gm)]
  expect(examples.length).toBeGreaterThan(0)
  for (const [, file = '', text = ''] of examples) {
    expect(parse(readFileSync(new URL(file, import.meta.url), 'utf8')), file).toMatchObject(parse(text) as object)
  }
})
