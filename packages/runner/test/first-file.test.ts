import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'

const main = fileURLToPath(new URL('../dist/cli/main.js', import.meta.url))

/** The built files that a file imports before its first line runs, including itself; other modules are added to `others`. */
function loadedWith(path: string, others: Set<string>, files = new Map<string, string>()): Map<string, string> {
  const text = readFileSync(path, 'utf8')
  files.set(path, text)
  for (const [, specifier = ''] of text.matchAll(/^import\b[^'"]*["']([^"']+)["']/gm)) {
    const target = join(dirname(path), specifier)
    if (!specifier.startsWith('.')) others.add(specifier)
    else if (!files.has(target)) loadedWith(target, others, files)
  }
  return files
}

test('before it checks the Node.js version, the command loads nothing large and nothing that an old Node.js cannot load', () => {
  const others = new Set<string>()
  const files = loadedWith(main, others)
  expect([...others].toSorted()).toEqual(['node:fs'])
  expect([...files.values()].join('').length).toBeLessThan(10_000)
})
