import { availableParallelism } from 'node:os'
import { defineConfig } from 'vitest/config'

export default defineConfig({
  // Tests run on the sources; what is spawned as a process runs on what `build` made of them.
  resolve: { conditions: ['source', 'module', 'node', 'import', 'default'] },
  ssr: { resolve: { conditions: ['source', 'module', 'node', 'import', 'default'] } },
  test: {
    include: ['packages/*/src/**/*.test.ts', 'packages/*/test/**/*.test.ts', 'test/**/*.test.ts'],
    // Most of what takes long waits for processes of its own: with a file a core, cores would be idle.
    maxWorkers: Math.max(4, availableParallelism()),
    testTimeout: 60_000,
    hookTimeout: 60_000,
    // What a page or a process comes to takes as long as the machine is busy; only what never comes waits so long.
    expect: { poll: { timeout: 15_000 } },
  },
})
