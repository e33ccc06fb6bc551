import { glob, readFile } from 'node:fs/promises'
import { join, posix } from 'node:path'

type Page = { readonly links: readonly string[]; readonly anchors: ReadonlySet<string> }

/**
 * Checks that every link within the built site leads to a page that is there, and to a heading that is there. VitePress itself looks at
 * pages alone, and not at those that the menus name.
 *
 * @throws when one does not, naming all
 */
export async function checkLinks(folder: string): Promise<void> {
  const pages = new Map<string, Page>()
  for await (const file of glob('**/*.html', { cwd: folder })) {
    pages.set(`/${file.replace(/(^|\/)index\.html$|\.html$/, '$1')}`, readLinks(await readFile(join(folder, file), 'utf8')))
  }
  const dead = [...pages].flatMap(([page, { links }]) =>
    links.filter((link) => !leadsSomewhere(link, page, pages)).map((link) => `${page}: ${link}`),
  )
  if (dead.length > 0) throw new Error(`links that lead nowhere:\n${dead.join('\n')}`)
}

function readLinks(html: string): Page {
  const valuesOf = (pattern: RegExp) => Array.from(html.matchAll(pattern), ([, value = '']) => decodeURIComponent(value))
  return { links: valuesOf(/<a [^>]*?href="([^"]*)"/g), anchors: new Set(valuesOf(/\sid="([^"]*)"/g)) }
}

function leadsSomewhere(link: string, page: string, pages: ReadonlyMap<string, Page>): boolean {
  if (/^[a-z]+:/.test(link)) return true
  const [path = '', anchor = ''] = link.split('#')
  const target = pages.get(path === '' ? page : posix.resolve(posix.dirname(page), path))
  return target !== undefined && (anchor === '' || target.anchors.has(anchor))
}
