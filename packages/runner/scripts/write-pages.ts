import { writeFileSync } from 'node:fs'
import { errorsPage } from '../src/show/explain/errors-page.ts'
import { statusesPage } from '../src/show/explain/statuses-page.ts'

const pages = { 'errors.gen.md': errorsPage(), 'statuses.gen.md': statusesPage() }
for (const [name, text] of Object.entries(pages)) writeFileSync(new URL(`../../../docs/${name}`, import.meta.url), text)
