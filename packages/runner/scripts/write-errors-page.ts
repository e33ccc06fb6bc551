import { writeFileSync } from 'node:fs'
import { errorsPage } from '../src/show/explain/errors-page.ts'

writeFileSync(new URL('../../../docs/errors.gen.md', import.meta.url), errorsPage())
