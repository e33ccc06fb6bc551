import { availableParallelism } from 'node:os'
import { relative } from 'node:path'
import { defineConfig } from 'vitest/config'
import { BaseSequencer, type TestSpecification } from 'vitest/node'

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
  resolve: { conditions: ['source', 'module', 'node', 'import', 'default'] },
  ssr: { resolve: { conditions: ['source', 'module', 'node', 'import', 'default'] } },
  test: {
    include: ['packages/*/src/**/*.test.ts', 'packages/*/test/**/*.test.ts', 'test/**/*.test.ts'],
    // Most of what takes long waits for processes of its own: with a file a core, cores would be idle.
    maxWorkers: Math.max(4, availableParallelism()),
    // A worker for each file would take a minute for itself; nothing here is left behind in a process by a test.
    isolate: false,
    sequence: { sequencer: LongestFirst },
    testTimeout: 60_000,
    hookTimeout: 60_000,
    // What a page or a process comes to takes as long as the machine is busy; only what never comes waits so long.
    expect: { poll: { timeout: 15_000 } },
  },
})
