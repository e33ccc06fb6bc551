import { globSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { compileDocument, createInputValidator, formatIssues } from '../../src/index.ts'

const root = fileURLToPath(new URL('../../../..', import.meta.url))
const documents = globSync(['specs/*/openapi.yaml', 'examples/**/*.openapi.yaml'], { cwd: root }).toSorted()

describe.each(documents)('%s', (path) => {
  const compiled = compileDocument({ path: `${root}/${path}`, name: path })

  test('has no mistake', () => {
    expect(formatIssues(compiled.ok ? compiled.warnings : compiled.issues)).toBe('')
  })

  test('has examples that may be sent', () => {
    const operations = compiled.ok ? Object.values(compiled.model.operations).filter(({ example }) => example !== undefined) : []
    const refused = operations.flatMap(({ name, example }) => (compiled.ok ? createInputValidator(compiled.model, name)(example) : []))
    expect(operations.length).toBeGreaterThan(0)
    expect(refused).toEqual([])
  })
})
