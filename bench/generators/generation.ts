import { spawnSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { median } from '../measure/median.ts'
import type { Row, Section } from '../measure/section.ts'

const root = fileURLToPath(new URL('../../', import.meta.url))
const documents = ['pixverse', 'acedata', '302ai'].map((id) => join(root, 'specs', id, 'openapi.yaml'))
const ROUNDS = 5

const kubbConfig = join(root, 'bench/generators/kubb.config.js')

/** Seconds of processor time, and the number of documents that failed. */
type Outcome = { readonly cpuSeconds: number; readonly failed: number }

/** Runs a generator once. */
type Generator = { readonly name: string; readonly run: (out: string) => Outcome }

const preload = new URL('../measure/report-cpu.js', import.meta.url).href

function node(script: string, args: readonly string[], { cwd = root, env = {} }: { cwd?: string; env?: NodeJS.ProcessEnv } = {}): Outcome {
  const folder = mkdtempSync(join(tmpdir(), 'shotlist-bench-cpu-'))
  const file = join(folder, 'seconds')
  try {
    const { status, error } = spawnSync(process.execPath, [join(root, script), ...args], {
      cwd,
      env: { ...process.env, ...env, BENCH_CPU_FILE: file, NODE_OPTIONS: `--import ${preload}` },
    })
    if (error !== undefined) throw error
    const seconds = readFileSync(file, 'utf8').trim().split('\n').map(Number)
    return { cpuSeconds: seconds.reduce((sum, each) => sum + each, 0), failed: status === 0 ? 0 : 1 }
  } finally {
    rmSync(folder, { recursive: true })
  }
}

/** Runs one process for each document. */
function forEachDocument(run: (document: string, index: number) => Outcome): Outcome {
  return documents.map(run).reduce((sum, one) => ({ cpuSeconds: sum.cpuSeconds + one.cpuSeconds, failed: sum.failed + one.failed }))
}

const generators: readonly Generator[] = [
  {
    name: 'shotlist-codegen: lint, types, tables, validators, clients',
    run: (out) => node('packages/codegen/dist/cli/main.js', ['generate', ...documents, '--out', out]),
  },
  {
    name: '@hey-api/openapi-ts: types, client',
    run: (out) =>
      forEachDocument((document, index) =>
        node('bench/node_modules/@hey-api/openapi-ts/bin/run.js', ['-i', document, '-o', join(out, String(index))]),
      ),
  },
  {
    name: 'kubb: types, client',
    run: (out) =>
      forEachDocument((document, index) =>
        node('bench/node_modules/@kubb/cli/bin/kubb.cjs', ['generate', '--config', kubbConfig, '--logLevel', 'silent'], {
          cwd: out,
          env: { BENCH_DOCUMENT: document, BENCH_OUT: join(out, String(index)) },
        }),
      ),
  },
  {
    name: 'openapi-typescript: types',
    run: (out) =>
      forEachDocument((document, index) =>
        node('packages/codegen/node_modules/openapi-typescript/bin/cli.js', [document, '-o', join(out, `${index}.ts`)]),
      ),
  },
]

function bytesBelow(folder: string): number {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .reduce((sum, entry) => sum + statSync(join(entry.parentPath, entry.name)).size, 0)
}

type Measured = Outcome & { readonly seconds: number; readonly bytes: number }

function measured({ run }: Generator): Measured {
  const out = mkdtempSync(join(tmpdir(), 'shotlist-bench-'))
  try {
    const begun = performance.now()
    const outcome = run(out)
    return { ...outcome, seconds: (performance.now() - begun) / 1000, bytes: bytesBelow(out) }
  } finally {
    rmSync(out, { recursive: true })
  }
}

export const section: Section = {
  title: `Generation of the three documents into an empty folder (median of ${ROUNDS} rounds, generators in turn, each from a cold start)`,
  measure: async (): Promise<readonly Row[]> => {
    const runs = generators.map((): Measured[] => [])
    for (let round = 0; round < ROUNDS; round++) generators.forEach((generator, index) => runs[index]?.push(measured(generator)))
    return generators.map(({ name }, index) => {
      const own = runs[index] ?? []
      return {
        generator: name,
        s: median(own.map(({ seconds }) => seconds)).toFixed(2),
        'CPU s': median(own.map(({ cpuSeconds }) => cpuSeconds)).toFixed(2),
        'kB written': Math.round((own[0]?.bytes ?? 0) / 1000),
        'documents failed': own[0]?.failed ?? 0,
      }
    })
  },
}
