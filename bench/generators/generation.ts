import { execFileSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { median } from '../measure/median.ts'
import type { Row, Section } from '../measure/section.ts'

const root = fileURLToPath(new URL('../../', import.meta.url))
const documents = ['pixverse', 'acedata', '302ai'].map((id) => join(root, 'specs', id, 'openapi.yaml'))
const rounds = 3

/** Runs a generator once, and gives the seconds of processor time it took. */
type Generator = { readonly name: string; readonly run: (out: string) => number }

const preload = new URL('../measure/report-cpu.js', import.meta.url).href

const node = (script: string, args: readonly string[]): number => {
  const folder = mkdtempSync(join(tmpdir(), 'shotlist-bench-cpu-'))
  const file = join(folder, 'seconds')
  try {
    execFileSync(process.execPath, [join(root, script), ...args], {
      stdio: 'pipe',
      cwd: root,
      env: { ...process.env, BENCH_CPU_FILE: file, NODE_OPTIONS: `--import ${preload}` },
    })
    return total(
      readFileSync(file, 'utf8')
        .trim()
        .split('\n')
        .map((seconds) => () => Number(seconds)),
    )
  } finally {
    rmSync(folder, { recursive: true })
  }
}

const total = (runs: readonly (() => number)[]): number => runs.reduce((sum, run) => sum + run(), 0)

const generators: readonly Generator[] = [
  {
    name: 'shotlist-codegen: lint, types, tables, validators, clients',
    run: (out) => node('packages/codegen/dist/cli/main.js', ['generate', ...documents, '--out', out]),
  },
  {
    name: '@hey-api/openapi-ts: types, client',
    run: (out) =>
      total(
        documents.map(
          (document, index) => () =>
            node('bench/node_modules/@hey-api/openapi-ts/bin/run.js', ['-i', document, '-o', join(out, String(index))]),
        ),
      ),
  },
  {
    name: 'openapi-typescript: types',
    run: (out) =>
      total(
        documents.map(
          (document, index) => () =>
            node('packages/codegen/node_modules/openapi-typescript/bin/cli.js', [document, '-o', join(out, `${index}.ts`)]),
        ),
      ),
  },
]

const bytesBelow = (folder: string): number =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .reduce((sum, entry) => sum + statSync(join(entry.parentPath, entry.name)).size, 0)

export const section: Section = {
  title: `Generation of the three documents into an empty folder (median of ${rounds}, each from a cold start)`,
  measure: async (): Promise<readonly Row[]> =>
    generators.map(({ name, run }) => {
      const times: number[] = []
      const processor: number[] = []
      let bytes = 0
      for (let round = 0; round < rounds; round++) {
        const out = mkdtempSync(join(tmpdir(), 'shotlist-bench-'))
        try {
          const begun = performance.now()
          processor.push(run(out))
          times.push((performance.now() - begun) / 1000)
          bytes = bytesBelow(out)
        } finally {
          rmSync(out, { recursive: true })
        }
      }
      return { generator: name, s: median(times).toFixed(2), 'CPU s': median(processor).toFixed(2), 'kB written': Math.round(bytes / 1000) }
    }),
}
