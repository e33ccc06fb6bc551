import { relative } from 'node:path'
import type { Reporter, TestModule, Vitest } from 'vitest/node'

/** The number of rows in the table. */
const ROWS = 20

/** Prints progress after this many files, because a run takes minutes. */
const STEP = 50

/** Prints the progress of a run and, at its end, the slowest test files: the first candidates for making the suite faster. */
export class SlowestFiles implements Reporter {
  #write: (line: string) => void = () => undefined
  #files = 0
  #ended = 0
  #failed = 0

  onInit(vitest: Vitest): void {
    this.#write = (line) => vitest.logger.log(line)
  }

  onTestRunStart(specifications: readonly unknown[]): void {
    this.#files = specifications.length
    this.#ended = 0
    this.#failed = 0
  }

  onTestModuleEnd(module: TestModule): void {
    this.#ended += 1
    if (!module.ok()) this.#failed += 1
    const isStep = this.#ended % STEP === 0 && this.#ended < this.#files
    if (isStep) this.#write(`${this.#ended} of ${this.#files} test files, ${this.#failed} failed`)
  }

  onTestRunEnd(modules: readonly TestModule[]): void {
    // A run of a few named files needs no table.
    if (modules.length <= ROWS) return
    const slowest = modules.toSorted((a, b) => secondsOf(b) - secondsOf(a)).slice(0, ROWS)
    const total = modules.reduce((sum, module) => sum + secondsOf(module), 0)
    this.#write(`\nThe ${ROWS} slowest of ${modules.length} test files, in seconds, of ${total.toFixed(0)} in total:`)
    for (const module of slowest) this.#write(`${secondsOf(module).toFixed(1).padStart(7)}  ${relative(process.cwd(), module.moduleId)}`)
  }
}

function secondsOf(module: TestModule): number {
  const { collectDuration, setupDuration, duration } = module.diagnostic()
  return (collectDuration + setupDuration + duration) / 1000
}
