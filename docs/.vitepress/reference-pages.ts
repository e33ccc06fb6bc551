import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

const FOLDER = join(import.meta.dirname, '../reference')

/** The generated pages, by their headings; a page that is generated tomorrow is listed tomorrow. */
export function referencePages(): { text: string; link: string }[] {
  return readdirSync(FOLDER)
    .filter((name) => name.endsWith('.md'))
    .toSorted()
    .map((name) => {
      const [, title = name] = /^# (.+)$/m.exec(readFileSync(join(FOLDER, name), 'utf8')) ?? []
      return { text: title, link: `/reference/${name.replace(/\.md$/, '')}` }
    })
}
