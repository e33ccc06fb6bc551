import { parseArgs } from 'node:util'
import { fleetStorms } from '../fleet/fleet-storm.ts'
import { BATCHES } from './batch.ts'
import { everyBoundary } from './boundaries.ts'
import { createInstantDraw } from './kill-points.ts'
import { seededRandom } from './random.ts'
import { canMount } from './small-disk.ts'
import { storm } from './storm.ts'

// The long form: `pnpm chaos --kills 200`. Runs storms over all providers, each with its own batch, until the kills are used up.
// `--fleet 50` instead lets so many fleets of three workers render a batch while workers, followers and the database die.
// `--boundaries` instead kills a small run before and after everything it does, at a provider with keys and at one without.
const { values } = parseArgs({
  options: {
    kills: { type: 'string', default: '200' },
    jobs: { type: 'string', default: '200' },
    seed: { type: 'string', default: String(Date.now() % 1e6) },
    provider: { type: 'string' },
    boundaries: { type: 'boolean', default: false },
    fleet: { type: 'string' },
  },
})
const wanted = values.boundaries || values.fleet !== undefined ? 0 : Number(values.kills)
const random = seededRandom(Number(values.seed))
const drawInstant = createInstantDraw(random.fork())
const batches = BATCHES.filter(({ provider }) => values.provider === undefined || provider === values.provider)
const TOTALS = { storms: 0, kills: 0, runs: 0, jobs: 0, charges: 0, replays: 0, duplicates: 0, resubmits: 0, refusedRuns: 0, problems: 0 }
console.log(`seed ${values.seed}`)
while (TOTALS.kills < wanted) {
  for (const batch of batches) {
    if (TOTALS.kills >= wanted) break
    const kills = Math.min(15, wanted - TOTALS.kills)
    const smallDisk = canMount() && TOTALS.storms % 4 === 3
    const report = await storm({ batch, jobs: Number(values.jobs), kills, random: random.fork(), drawInstant, smallDisk })
    TOTALS.storms += 1
    for (const name of ['kills', 'runs', 'jobs', 'charges', 'replays', 'duplicates', 'resubmits', 'refusedRuns'] as const) {
      TOTALS[name] += report[name]
    }
    TOTALS.problems += report.problems.length
    // By chance, a batch may finish before all kills happened. Then some faults had no request left to apply to.
    if (report.kills === kills) TOTALS.problems += report.missed.length
    console.log(JSON.stringify(report))
  }
}
for (const provider of values.boundaries ? (['pixverse', 'acedata'] as const) : []) {
  const report = await everyBoundary(provider)
  TOTALS.problems += report.problems.length
  console.log(JSON.stringify(report))
}
if (values.fleet !== undefined) TOTALS.problems += await fleetStorms({ rounds: Number(values.fleet), batches, random })
console.log(JSON.stringify(TOTALS))
process.exitCode = TOTALS.problems === 0 ? 0 : 1
