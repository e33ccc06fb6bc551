import { availableParallelism } from 'node:os'
import { relative } from 'node:path'
import { defineConfig } from 'vitest/config'
import { BaseSequencer, type TestSpecification } from 'vitest/node'
import { SlowestFiles } from './test/reporter/slowest-files.ts'

/**
 * Starts slow tests first, so that no worker is left with one at the end: whole processes (`test/`), then tests of packages, then unit
 * tests.
 */
class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    // oxlint-disable-next-line unicorn/no-array-sort -- the sequencer's own method, not an array's
    const sorted = await super.sort(files)
    return sorted.toSorted((one, other) => rankOf(one) - rankOf(other))
  }
}

const rankOf = ({ moduleId }: TestSpecification): number => {
  const path = relative(import.meta.dirname, moduleId)
  return path.startsWith('test') ? 0 : path.includes('src') ? 2 : 1
}

export default defineConfig({
  // Tests run on the sources; spawned processes run what `build` made of them.
  resolve: { conditions: ['@shotlist/source', 'module', 'node', 'import', 'default'] },
  ssr: { resolve: { conditions: ['@shotlist/source', 'module', 'node', 'default'] } },
  test: {
    globalSetup: 'test/harness/one-temporary-folder.ts',
    setupFiles: 'test/harness/property-seed.ts',
    include: ['packages/*/src/**/*.test.ts', 'packages/*/test/**/*.test.ts', 'test/**/*.test.ts'],
    // Slow tests mostly wait for their own processes. With one file per core, cores would be idle.
    maxWorkers: Math.max(4, availableParallelism()),
    // Starting a worker for each file would take a minute in total; no test here leaves anything behind in a process.
    isolate: false,
    sequence: { sequencer: LongestFirst },
    // Nothing is asserted about speed, and a busy machine may be slow by any factor, so these limits only stop what never ends.
    testTimeout: 900_000,
    hookTimeout: 900_000,
    expect: { poll: { timeout: 300_000 } },
    // Failures are printed last, after the slowest files.
    reporters: [new SlowestFiles(), 'minimal'],
  },
})
