import { median } from '../measure/median.ts'
import type { Row } from '../measure/section.ts'
import type { Spent } from './run-process.ts'

const ROUNDS = 5

/** The median of several runs of a whole process, as cells of a table. */
export async function measureProcess(run: () => Promise<Spent>, { times = ROUNDS }: { readonly times?: number } = {}): Promise<Row> {
  const all: Spent[] = []
  for (let round = 0; round < times; round++) all.push(await run())
  const seconds = median(all.map((one) => one.seconds))
  const cpuSeconds = median(all.map((one) => one.cpuSeconds ?? Number.NaN))
  const megabytes = Math.max(...all.map((one) => one.megabytes ?? Number.NaN))
  return {
    seconds: Math.round(seconds * 1000) / 1000,
    'CPU s': Number.isNaN(cpuSeconds) ? '-' : cpuSeconds.toFixed(2),
    'peak MB': Number.isNaN(megabytes) ? '-' : megabytes,
  }
}
