import { expect, test } from 'vitest'
import { BATCHES } from './batch.ts'
import { seeded } from './seeded.ts'
import { canMount, storm } from './storm.ts'
import { STALLS } from './weather.ts'

// The short form; the long one is `pnpm chaos --kills 200`. Another seed: CHAOS_SEED=42.
const seed = Number(process.env['CHAOS_SEED'] ?? 7)

test.each(BATCHES)(
  '$provider: a batch of 200 jobs comes whole out of a storm, and nothing is paid for twice',
  async (batch) => {
    const nth = BATCHES.indexOf(batch)
    const smallDisk = nth === 0 && canMount()
    const report = await storm({ batch, jobs: 200, kills: 4, luck: seeded(seed + nth), smallDisk })
    console.info(`seed ${seed + nth}: ${JSON.stringify(report)}`)
    expect(report.problems).toEqual([])
    expect(report.outputs).toBe(200)
  },
  180_000,
)

// (Mostly waits: these may go side by side.)
test.concurrent.each(BATCHES)(
  '$provider: bodies that begin and never end hold nothing up, and nothing is paid for twice',
  async (batch) => {
    const report = await storm({ batch, jobs: 40, kills: 1, luck: seeded(seed + 10 + BATCHES.indexOf(batch)), stalls: true })
    console.info(JSON.stringify(report))
    expect(report.problems).toEqual([])
    expect(report.outputs).toBe(40)
    expect(report.stalled).toBeGreaterThanOrEqual(STALLS.flatMap(({ nth = [] }) => nth).length)
  },
  180_000,
)
