import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { errorsPage } from './errors-page.ts'
import { DOCUMENT_CODES, explainCode, explanations } from './explain-code.ts'
import { statusesPage } from './statuses-page.ts'

const root = fileURLToPath(new URL('../../../../../', import.meta.url))

/** The codes that a package's sources give to errors and mistakes. */
function codesIn(folder: string): readonly string[] {
  const files = globSync('**/*.ts', { cwd: join(root, folder), exclude: (name) => /\.test\.ts$|\.gen\.ts$/.test(String(name)) })
  const texts = files.map((file) => readFileSync(join(root, folder, file), 'utf8'))
  // `code: 'a'`, `code = 'a'` and `code: test ? 'a' : 'b'`.
  const given = texts.flatMap((text) =>
    Array.from(text.matchAll(/\bcode(?::| =)(?: [^,'\n]*\?)? '([a-z][a-z-]{2,})'(?: : '([a-z][a-z-]{2,})')?/g)),
  )
  return [...new Set(given.flatMap(([, first = '', second]) => (second === undefined ? [first] : [first, second])))]
}

describe('an explanation exists for every code', () => {
  const known = new Set(explanations.map(({ code }) => code))
  test.each(['packages/runner/src', 'packages/core/src/errors', 'packages/codegen/src/yaml'])('of %s', (folder) => {
    expect(codesIn(folder).filter((code) => !known.has(code))).toEqual([])
  })

  test('of documents', () => {
    // The reader of YAML is that of manifests, too; these have other codes in a document (`spec/parse-source.ts`).
    const renamed = ['yaml-too-deep', 'yaml-aliases', 'yaml-key', 'too-large']
    expect(codesIn('packages/codegen/src').filter((code) => !Object.hasOwn(DOCUMENT_CODES, code))).toEqual(renamed)
  })
})

test('explains a code of a document with and without `document/`', () => {
  expect(explainCode('upload-result')).toEqual(explainCode('document/upload-result'))
  expect(explainCode('upload-result')).toHaveLength(1)
})

test('the pages of codes and of statuses are as `pnpm generate` writes them', () => {
  expect(readFileSync(join(root, 'docs/errors.gen.md'), 'utf8')).toBe(errorsPage())
  expect(readFileSync(join(root, 'docs/statuses.gen.md'), 'utf8')).toBe(statusesPage())
})
