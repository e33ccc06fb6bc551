import { readFileSync } from 'node:fs'
import { basename } from 'node:path'
import { expect, test } from 'vitest'
import { loadPlan } from '../../src/plan/load-plan.ts'

const page = readFileSync(new URL('../../../../docs/manifests.md', import.meta.url), 'utf8')
const snippets = [...page.matchAll(/```yaml\n([\s\S]*?)```/g)].map(([, text]) => text ?? '')

/** A snippet completed to a whole manifest. */
function whole(snippet: string): string {
  const head = 'version: 1\ndefaults: { provider: pixverse, with: { model: v5, quality: 540p, duration: 5 } }\n'
  if (snippet.includes('version:')) return snippet
  if (snippet.startsWith('jobs:')) return head + snippet
  return `${head}jobs:\n  a:\n    uses: text-to-video\n    with: { prompt: x, aspect_ratio: "1:1" }\n${snippet.replaceAll(/^/gm, '    ')}`
}

/** The files beside the snippets. */
const BESIDE: Readonly<Record<string, string>> = { 'products.csv': 'id,market,price,tagline\nAUR-500,eu,25,Cold\n' }

test('the snippets of the page are valid', async () => {
  expect(snippets.length).toBeGreaterThan(2)
  for (const snippet of snippets) {
    const files = {
      read: (path: string) => ({ bytes: new TextEncoder().encode(BESIDE[basename(path)] ?? whole(snippet)) }),
      stat: () => undefined,
      list: () => [],
      type: async () => ({ type: undefined }),
      seconds: async () => undefined,
      real: (path: string) => path,
    }
    const loaded = await loadPlan({ manifestPath: 'page.yaml', cwd: '/', env: {}, files })
    expect(loaded.ok ? [] : loaded.issues.map(({ line, message }) => `${line}: ${message}`)).toEqual([])
  }
})
