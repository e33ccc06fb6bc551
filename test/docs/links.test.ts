import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { expect, test } from 'vitest'
import { ROOT } from '../harness/shotlist.ts'
import { listPages } from './list-pages.ts'

// The site's build checks the links of the site; this checks the pages as they are read in the repository.

test.each(await listPages())('the links and pictures of %s exist', async (page) => {
  const text = await readFile(join(ROOT, page), 'utf8')
  const dead = await Promise.all(linksOf(text).map(async (link) => ((await leadsSomewhere(link, page, text)) ? [] : [link])))
  expect(dead.flat()).toEqual([])
})

function linksOf(text: string): readonly string[] {
  const prose = text.replaceAll(/^ *```.*?^ *```$/gms, '').replaceAll(/`[^`\n]*`/g, '')
  const found = prose.matchAll(/\]\(([^)\s]+)\)|(?:src|srcset|href)="([^"]+)"/g)
  return Array.from(found, ([, inText, inTag]) => inText ?? inTag ?? '').filter((link) => !/^[a-z]+:/.test(link) && !link.startsWith('/'))
}

async function leadsSomewhere(link: string, page: string, text: string): Promise<boolean> {
  const [path = '', anchor] = link.split('#')
  const target = path === '' ? join(ROOT, page) : join(ROOT, dirname(page), path)
  if (!existsSync(target)) return false
  return anchor === undefined || anchorsOf(path === '' ? text : await readFile(target, 'utf8')).has(anchor)
}

/** The anchors that GitHub gives to headings. */
function anchorsOf(text: string): ReadonlySet<string> {
  const headings = Array.from(text.matchAll(/^#+ (.+)$/gm), ([, heading = '']) => heading)
  return new Set(
    headings.map((heading) =>
      heading
        .toLowerCase()
        .replaceAll(/[^\p{L}\p{N} _-]/gu, '')
        .replaceAll(' ', '-'),
    ),
  )
}
