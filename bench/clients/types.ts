import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { median } from '../measure/median.ts'
import type { Section } from '../measure/section.ts'

const folder = fileURLToPath(new URL('entries/', import.meta.url))
const compiler = join(fileURLToPath(new URL('../../', import.meta.url)), 'node_modules/.bin/tsc')
const ROUNDS = 5
const ENTRIES: readonly (readonly [name: string, file: string])[] = [
  ['an empty program', 'empty'],
  ['openapi-fetch', 'openapi-fetch'],
  ['shotlist', 'shotlist'],
  ['@runwayml/sdk', 'runway'],
  ['@fal-ai/client', 'fal'],
]

/** Seconds that the compiler needs for one program, from a cold start. */
function seconds(config: string): number {
  const begun = performance.now()
  execFileSync(compiler, ['-p', config], { stdio: 'inherit' })
  return (performance.now() - begun) / 1000
}

export const section: Section = {
  title: `Type-check of a program that uses one operation (median of ${ROUNDS})`,
  measure: async () => {
    const place = mkdtempSync(join(folder, '.types-'))
    try {
      const configs = ENTRIES.map(([name, file]) => {
        const config = join(place, `${file}.json`)
        const compilerOptions = {
          noEmit: true,
          strict: true,
          module: 'nodenext',
          target: 'es2023',
          lib: ['es2023', 'dom'],
          types: [],
          skipLibCheck: true,
        }
        writeFileSync(config, JSON.stringify({ compilerOptions, files: [`../${file}.ts`] }))
        return { name, config, times: [] as number[] }
      })
      for (let round = 0; round <= ROUNDS; round++) {
        for (const { config, times } of configs) {
          const time = seconds(config)
          if (round > 0) times.push(time)
        }
      }
      const base = median(configs[0]?.times ?? [])
      return configs.map(({ name, times }) => ({
        program: name,
        s: median(times).toFixed(3),
        'over empty, s': (median(times) - base).toFixed(3),
      }))
    } finally {
      rmSync(place, { recursive: true })
    }
  },
}
