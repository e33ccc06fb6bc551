import { glob } from 'node:fs/promises'
import { ROOT } from '../harness/shotlist.ts'

/** The handwritten pages, relative to the repository. Generated pages have their own tests. */
export async function listPages(): Promise<readonly string[]> {
  const pages: string[] = []
  for await (const page of glob(['README.md', 'CONTRIBUTING.md', 'docs/**/*.md', 'packages/*/README.md'], { cwd: ROOT })) {
    if (!/node_modules|\.gen\.md$/.test(page)) pages.push(page)
  }
  return pages.toSorted()
}
