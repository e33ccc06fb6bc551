import { fileURLToPath } from 'node:url'
import type { Section } from '../measure/section.ts'
import { bundleSize } from './bundle-size.ts'

const ENTRIES: readonly (readonly [name: string, file: string])[] = [
  ['raw fetch (submits only)', 'raw-fetch'],
  ['openapi-fetch (submits only)', 'openapi-fetch'],
  ['shotlist, unchecked', 'shotlist-unchecked'],
  ['shotlist', 'shotlist'],
  ['@runwayml/sdk', 'runway'],
  ['@fal-ai/client', 'fal'],
]

export const section: Section = {
  title: 'Bundle of one operation: start a clip, wait for it (bytes, minified; lazy: loaded only to explain an error)',
  measure: async () => {
    const rows = []
    for (const [name, file] of ENTRIES) {
      const { gzip, plain, lazy } = await bundleSize(fileURLToPath(new URL(`entries/${file}.ts`, import.meta.url)))
      rows.push({ client: name, gzip, plain, 'lazy, gzip': lazy })
    }
    return rows
  },
}
