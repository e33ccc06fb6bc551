import { expect, test } from 'vitest'
import { BATCHES } from './batch.ts'
import { dealInstants, KILLED_WHILE, killedWhile } from './endings.ts'
import { seeded } from './seeded.ts'
import { canMount } from './small-disk.ts'
import { type StormReport, storm } from './storm.ts'

// The short form; the long one is `pnpm chaos --kills 200`. Another seed: CHAOS_SEED=42.
const seed = Number(process.env['CHAOS_SEED'] ?? 7)
const JOBS = 120
const KILLS = 4

const deal = dealInstants(seeded(seed))
const REPORTS: StormReport[] = []

test.each(BATCHES)('$provider: a batch comes whole out of a storm, and nothing is paid for twice', async (batch) => {
  const nth = BATCHES.indexOf(batch)
  const smallDisk = nth === 0 && canMount()
  const report = await storm({ batch, jobs: JOBS, kills: KILLS, luck: seeded(seed + nth), deal, smallDisk })
  REPORTS.push(report)
  const trace = `seed ${seed}: ${JSON.stringify(report)}`
  expect(report.problems, trace).toEqual([])
  expect(report.outputs, trace).toBe(JOBS)
  // It was a storm: every fault struck, every run was killed, and a second run was turned away from it.
  expect(report.missed, trace).toEqual([])
  expect(report, trace).toMatchObject({ kills: KILLS, turnedAway: 1 })
  expect(report.clockJumps, trace).toBeGreaterThan(0)
  expect(report.fullDisks > 0, trace).toBe(smallDisk)
})

test('together the storms killed runs in everything they do', () => {
  const killedAt = REPORTS.flatMap((report) => report.killedAt)
  const seen = new Set(killedAt.map(killedWhile))
  expect(
    KILLED_WHILE.filter((each) => !seen.has(each)),
    killedAt.join('; '),
  ).toEqual([])
})
