import { expect, test } from 'vitest'
import { BATCHES } from './batch.ts'
import { createInstantDraw, KILLED_WHILE, killedWhile } from './kill-points.ts'
import { seededRandom } from './random.ts'
import { canMount } from './small-disk.ts'
import { type StormReport, storm } from './storm.ts'

// The short form; the long one is `pnpm chaos --kills 200`. Another seed: CHAOS_SEED=42.
const seed = Number(process.env['CHAOS_SEED'] ?? 7)
const JOBS = 120
const KILLS = 4

const drawInstant = createInstantDraw(seededRandom(seed))
const REPORTS: StormReport[] = []

test.each(BATCHES)('$provider: a storm leaves a complete batch, and nothing is paid twice', async (batch) => {
  const nth = BATCHES.indexOf(batch)
  const smallDisk = nth === 0 && canMount()
  const report = await storm({ batch, jobs: JOBS, kills: KILLS, random: seededRandom(seed + nth), drawInstant, smallDisk })
  REPORTS.push(report)
  const trace = `seed ${seed}: ${JSON.stringify(report)}`
  expect(report.problems, trace).toEqual([])
  expect(report.outputs, trace).toBe(JOBS)
  // Check the storm itself: every fault was applied, every run was killed, and a second run was refused.
  expect(report.missed, trace).toEqual([])
  expect(report, trace).toMatchObject({ kills: KILLS, refusedRuns: 1 })
  expect(report.clockJumps, trace).toBeGreaterThan(0)
  expect(report.fullDisks > 0, trace).toBe(smallDisk)
})

test('the storms together killed runs in everything they do', () => {
  const killedAt = REPORTS.flatMap((report) => report.killedAt)
  const seen = new Set(killedAt.map(killedWhile))
  expect(
    KILLED_WHILE.filter((each) => !seen.has(each)),
    killedAt.join('; '),
  ).toEqual([])
})
