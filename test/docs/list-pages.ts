import { glob } from 'node:fs/promises'
import { ROOT } from '../harness/shotlist.ts'

/** The pages that people write, relative to the repository; those that are generated have tests of their own. */
export async function listPages(): Promise<readonly string[]> {
  const pages: string[] = []
  for await (const page of glob(['README.md', 'CONTRIBUTING.md', 'docs/**/*.md', 'packages/*/README.md'], { cwd: ROOT })) {
    if (!/node_modules|\.gen\.md$/.test(page)) pages.push(page)
  }
  return pages.toSorted()
}
