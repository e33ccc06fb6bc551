import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Emulator } from '@shotlist/emulator'
import { parse } from 'yaml'
import { BATCHES } from '../chaos/batch.ts'
import { type Random, seededRandom } from '../chaos/random.ts'
import { startProvider } from '../harness/emulator.ts'
import { shotlistInProcess } from '../harness/in-process.ts'
import { eventsOf, type Finished, folderOf, type Invocation } from '../harness/shotlist.ts'
import { type CaseReport, leakProblems, outputProblemsOf } from './findings.ts'
import { type MutatingProxy, mutatingProxy } from './mutating-proxy.ts'
import { SECRET } from './mutations.ts'

const JOBS = 8
const RUN = ['run', '--yes', '--json', '--poll', '50ms']
/** Runs with changed responses, then runs without changes. */
const CHANGED_RUNS = 2
const UNCHANGED_RUNS = 2

/**
 * Runs a batch while responses are changed on the way, then without changes: nothing is paid twice, the output is clean, and the exit
 * status fits.
 */
export async function responsesCase(seed: number): Promise<CaseReport> {
  const random = seededRandom(seed)
  const batch = random.pick(BATCHES)
  const provider = await startProvider(batch.provider, { taskMs: 20, seed: random.between(1, 1e6) })
  const proxy = await mutatingProxy({ target: provider.url, random: random.fork(), share: 0.05 + 0.3 * random.next() })
  const folder = await folderOf(batch.files(JOBS, 'retries: 1, timeout: 60s'))
  const env = Object.fromEntries(Object.entries(batch.env(proxy.url)).map(([name, value]) => [name, value === proxy.url ? value : SECRET]))
  try {
    const problems = await batchProblems({ provider, proxy, random, invocation: { cwd: folder.path, env } })
    problems.push(...(await leakProblems(folder.path)))
    return {
      name: batch.provider,
      changed: proxy.done.length,
      problems: problems.map((problem) => `${problem}\n  after ${proxy.done.join('\n  ')}`),
    }
  } finally {
    await proxy.close()
    await provider.close()
    await folder.remove()
  }
}

type Scene = {
  readonly provider: Emulator
  readonly proxy: MutatingProxy
  readonly random: Random
  readonly invocation: Invocation
}

async function batchProblems({ provider, proxy, random, invocation }: Scene): Promise<string[]> {
  const problems: string[] = []
  const say = async (args: readonly string[]): Promise<Finished> => {
    const finished = await shotlistInProcess(args, invocation)
    problems.push(...outputProblemsOf(args.join(' '), finished))
    return finished
  }
  for (let nth = 0; nth < CHANGED_RUNS + UNCHANGED_RUNS; nth += 1) {
    if (nth === CHANGED_RUNS) proxy.stopChanging()
    // The output is for people or for programs.
    const finished = await say(nth === 0 && random.next() < 0.5 ? RUN.filter((word) => word !== '--json') : RUN)
    if (finished.stdout.startsWith('{')) problems.push(...endProblems(finished))
    if (finished.code === 0) problems.push(...(await outputProblems(invocation.cwd)))
    await say(random.pick([['status'], ['status', '--json'], ['plan'], ['verify'], ['pull', '--json'], ['report']]))
    const uncertain = eventsOf(finished.stdout.startsWith('{') ? finished.stdout : '').find(({ event }) => event === 'job.uncertain')
    if (uncertain !== undefined) await say(['resolve', String(uncertain['job'])])
  }
  const { money, duplicates } = provider.ledger()
  if (duplicates > 0) problems.push(`${duplicates} submissions were paid twice`)
  if (money.charges > JOBS) problems.push(`${money.charges} charges for ${JOBS} jobs`)
  return problems
}

/** Checks that the exit status agrees with the events. */
function endProblems({ code, stdout }: Finished): string[] {
  const events = eventsOf(stdout)
  const counts = events.findLast(({ event }) => event === 'run.finished')?.['counts'] as Readonly<Record<string, number>> | undefined
  if (counts === undefined) return code === 0 ? ['a run ended with 0 and did not report its result'] : []
  const { done = 0, cached = 0, failed = 0, uncertain = 0 } = counts
  if (code === 0 && done + cached !== JOBS) return [`a run ended with 0 and ${JSON.stringify(counts)}`]
  if (code !== 0 && done + cached === JOBS) return [`a run ended with ${code} and ${JSON.stringify(counts)}`]
  if (uncertain > 0 && code !== 4 && failed === 0) return [`a run ended with ${code} and ${JSON.stringify(counts)}`]
  return []
}

/** Checks that every file in the lockfile exists with its recorded content. */
async function outputProblems(folder: string): Promise<string[]> {
  const lock = parse(await readFile(join(folder, 'shotlist.lock.yaml'), 'utf8')) as {
    readonly jobs: Readonly<Record<string, { readonly output: string; readonly sha256: string }>>
  }
  const entries = Object.entries(lock.jobs)
  const problems = entries.length === JOBS ? [] : [`${entries.length} jobs in the lockfile of a successful run, not ${JOBS}`]
  for (const [id, { output, sha256 }] of entries) {
    const bytes = await readFile(join(folder, 'renders', output)).catch(() => Buffer.alloc(0))
    if (createHash('sha256').update(bytes).digest('hex') !== sha256) problems.push(`${id}: the file is not what the lockfile says`)
  }
  return problems
}
