import { availableParallelism } from 'node:os'
import { relative } from 'node:path'
import { defineConfig } from 'vitest/config'
import { BaseSequencer, type TestSpecification } from 'vitest/node'
import { SlowestFiles } from './test/reporter/slowest-files.ts'

/** What takes long begins first, so that no worker is left alone with it: whole processes (`test/`), then a package's, then units. */
class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    // oxlint-disable-next-line unicorn/no-array-sort -- the sequencer's own method, no array's
    const sorted = await super.sort(files)
    return sorted.toSorted((one, other) => rankOf(one) - rankOf(other))
  }
}

const rankOf = ({ moduleId }: TestSpecification): number => {
  const path = relative(import.meta.dirname, moduleId)
  return path.startsWith('test') ? 0 : path.includes('src') ? 2 : 1
}

export default defineConfig({
  // Tests run on the sources; what is spawned as a process runs on what `build` made of them.
  resolve: { conditions: ['@shotlist/source', 'module', 'node', 'import', 'default'] },
  ssr: { resolve: { conditions: ['@shotlist/source', 'module', 'node', 'import', 'default'] } },
  test: {
    globalSetup: 'test/harness/one-temporary-folder.ts',
    setupFiles: 'test/harness/property-seed.ts',
    include: ['packages/*/src/**/*.test.ts', 'packages/*/test/**/*.test.ts', 'test/**/*.test.ts'],
    // Most of what takes long waits for processes of its own: with a file a core, cores would be idle.
    maxWorkers: Math.max(4, availableParallelism()),
    // A worker for each file would take a minute for itself; nothing here is left behind in a process by a test.
    isolate: false,
    sequence: { sequencer: LongestFirst },
    // Nothing is asserted about speed, and a busy machine may be slow by any factor: only what never ends runs into these.
    testTimeout: 900_000,
    hookTimeout: 900_000,
    expect: { poll: { timeout: 300_000 } },
    // Failures last; before them the files that took longest.
    reporters: [new SlowestFiles(), 'minimal'],
  },
})
