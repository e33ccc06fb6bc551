import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import dialect from '../../packages/codegen/schema/dialect.schema.json' with { type: 'json' }
import { ROOT } from '../harness/shotlist.ts'

/** The section of docs/dialect.md that documents each definition of the schema. Definitions without properties are not listed. */
const SECTIONS = {
  condition: 'Expressions',
  provider: '`x-provider`',
  errors: '`x-errors`',
  errorRule: '`x-errors`',
  task: '`x-tasks`',
  stateRule: '`x-tasks`',
  output: '`x-tasks`',
  operation: '`x-operations`',
  upload: '`x-operations`',
  price: '`x-operations`',
  priceTable: '`x-operations`',
  when: '`x-operations`',
  webhook: '`x-webhook`',
  jwt: '`x-provider`',
  accepts: '`x-operations`',
  file: 'Field extensions',
  field: 'Field extensions',
}

test('the page of the dialect documents each keyword of its schema in its section', () => {
  const page = readFileSync(join(ROOT, 'docs/dialect.md'), 'utf8')
  const sections = new Map(page.split(/^## /m).map((text) => [text.slice(0, text.indexOf('\n')), codeOf(text)]))
  const keywords = Object.entries(dialect.$defs).flatMap(([name, schema]) =>
    propertiesIn(schema).map((keyword) => [name, keyword] as const),
  )
  expect(keywords.length).toBeGreaterThan(100)
  const missing = keywords.filter(([name, keyword]) => {
    const code = sections.get(SECTIONS[name as keyof typeof SECTIONS])
    return code === undefined || !new RegExp(`(?<![\\w-])${keyword.replaceAll('$', '\\$')}(?![\\w-])`).test(code)
  })
  expect(missing).toEqual([])
})

/** The text in code: fenced blocks and spans between backticks. */
function codeOf(markdown: string): string {
  return (markdown.match(/```[^]*?```|`[^`\n]+`/g) ?? []).join('\n')
}

/** Names of the properties that a schema declares, at any depth. */
function propertiesIn(schema: unknown): string[] {
  if (typeof schema !== 'object' || schema === null) return []
  return Object.entries(schema).flatMap(([key, value]) =>
    [key === 'properties' ? Object.keys(value as object) : [], propertiesIn(value)].flat(),
  )
}
