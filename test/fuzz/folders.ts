import { cp, lstat, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Emulator } from '@shotlist/emulator'
import { type Random, seededRandom } from '../chaos/random.ts'
import { startProvider } from '../harness/emulator.ts'
import { shotlistInProcess } from '../harness/in-process.ts'
import { folderOf, start } from '../harness/shotlist.ts'
import { eventText, untilWritten } from '../harness/until-written.ts'
import { DAMAGES, FOLDER_REMOVED } from './damage.ts'
import { type CaseReport, leakProblems, outputProblemsOf } from './findings.ts'
import { SECRET } from './mutations.ts'

/** Providers with idempotency keys, with a list of recent tasks, and with neither. */
const PROVIDERS = [
  { id: 'pixverse', key: 'PIXVERSE_API_KEY', url: 'PIXVERSE_BASE_URL', ratio: 'aspect_ratio' },
  { id: 'acedata', key: 'ACEDATACLOUD_API_TOKEN', url: 'ACEDATA_BASE_URL', ratio: 'aspect_ratio' },
  { id: '302ai', key: 'AI302_API_KEY', url: 'AI302_BASE_URL', ratio: 'ratio' },
] as const

/** How far a run was when it was killed; every clip has been submitted. */
const PHASES = ['in flight', 'half done', 'done'] as const

const CLIPS = 4
const RUN = ['run', '--yes', '--json', '--poll', '50ms']
const OUTSIDE = 'nobody may touch this'

/** A project after its run was killed, and the provider with its tasks. */
type Template = {
  readonly name: string
  readonly folder: string
  readonly provider: Emulator
  readonly env: Record<string, string>
  close(): Promise<void>
}

/** Projects that were killed in each phase at each provider, created on first use. */
export class Templates {
  readonly #made = new Map<string, Promise<Template>>()

  async any(random: Random): Promise<Template> {
    const [provider, phase] = [random.pick(PROVIDERS), random.pick(PHASES)]
    const name = `${provider.id}, ${phase}`
    const made = this.#made.get(name) ?? makeTemplate(name, { provider, phase })
    this.#made.set(name, made)
    return made
  }

  async close(): Promise<void> {
    for (const template of this.#made.values()) await (await template).close()
  }
}

type Wanted = { readonly provider: (typeof PROVIDERS)[number]; readonly phase: (typeof PHASES)[number] }

async function makeTemplate(name: string, { provider: { id, key, url, ratio }, phase }: Wanted): Promise<Template> {
  let isStopped = false
  let offsetMs = 0
  let stoppedAtMs = 0
  const clock = {
    now: () => (isStopped ? stoppedAtMs : Date.now() + offsetMs),
    sleep: (ms: number, signal?: AbortSignal) =>
      new Promise<void>((resolve) => setTimeout(resolve, ms) && signal?.addEventListener('abort', () => resolve())),
  }
  const provider = await startProvider(id, { taskMs: 20, clock })
  const numbers = Array.from({ length: CLIPS }, (_, nth) => nth + 1)
  const folder = await folderOf({
    'shotlist.yaml': `version: 1
name: damaged
defaults: { provider: ${id}, with: { model: v4.5, quality: 360p, duration: 5, ${ratio}: "16:9" } }
jobs:
  clip: { matrix: { n: [${numbers.join(', ')}] }, uses: text-to-video, with: { prompt: "clip \${{ matrix.n }}" }, output: "clip/\${{ matrix.n }}.mp4" }
`,
  })
  const env = { [key]: SECRET, [url]: provider.url }
  const early = phase === 'in flight' ? 0 : phase === 'half done' ? CLIPS / 2 : CLIPS
  if (early > 0) {
    const only = numbers.slice(0, early).flatMap((n) => ['--only', `clip[n=${n}]`])
    const { code, stdout, stderr } = await shotlistInProcess([...RUN, ...only], { cwd: folder.path, env })
    if (code !== 0) throw new Error(`${name}: the project could not be made: ${stdout} ${stderr}`)
  }
  stoppedAtMs = clock.now()
  isStopped = true
  if (early < CLIPS) {
    const { onOutput, written } = untilWritten(eventText('job.submitted'), CLIPS - early)
    const running = start(RUN, { cwd: folder.path, env })
    running.child.stdout?.on('data', onOutput)
    await Promise.race([written, running.finished.then(({ stderr }) => Promise.reject(new Error(`${name}: ended too soon: ${stderr}`)))])
    running.child.kill('SIGKILL')
    await running.finished
  }
  offsetMs = 1000
  isStopped = false
  const close = async (): Promise<void> => {
    await provider.close()
    await folder.remove()
  }
  return { name, folder: folder.path, provider, env, close }
}

/**
 * Damages one file of a killed project's state, or removes the whole state folder: nothing is paid again, and every problem is reported
 * clearly.
 */
export async function foldersCase(seed: number, templates: Templates): Promise<CaseReport> {
  const random = seededRandom(seed)
  const template = await templates.any(random)
  const cwd = await mkdtemp(join(tmpdir(), 'shotlist-damaged-'))
  const outside = await mkdtemp(join(tmpdir(), 'shotlist-outside-'))
  await writeFile(join(outside, 'file'), OUTSIDE)
  try {
    await cp(template.folder, cwd, { recursive: true, verbatimSymlinks: true })
    const files = await stateFiles(cwd)
    const isWhole = random.between(0, 15) === 0
    const [file, other, damage] = isWhole
      ? ['.shotlist', '', FOLDER_REMOVED]
      : [random.pick(files), random.pick(files), random.pick(DAMAGES)]
    await damage.apply(join(cwd, file), { random, outside: join(outside, 'file'), other: join(cwd, other) })
    const problems = await damagedProblems(template, { cwd, random })
    if ((await readFile(join(outside, 'file'), 'utf8')) !== OUTSIDE) problems.push('a file outside was written')
    if ((await readdir(outside)).length !== 1) problems.push('a file outside was made')
    problems.push(...(await leakProblems(cwd)))
    return {
      name: template.name,
      changed: 1,
      problems: problems.map((problem) => `${problem}\n  after ${template.name}; ${file}: ${damage.name}`),
    }
  } finally {
    await rm(cwd, { recursive: true, force: true })
    await rm(outside, { recursive: true, force: true })
  }
}

async function damagedProblems(
  { provider, env }: Template,
  { cwd, random }: { readonly cwd: string; readonly random: Random },
): Promise<string[]> {
  const problems: string[] = []
  const before = provider.ledger()
  // Repeated runs must not pay either.
  const commands = [
    RUN,
    random.pick([['status'], ['plan'], ['verify'], ['pull'], ['report'], ['gc', '--yes'], ['resolve', 'clip[n=1]']]),
    RUN,
  ]
  for (const args of commands) {
    const finished = await shotlistInProcess(args, { cwd, env })
    problems.push(...outputProblemsOf(args.join(' '), finished))
    if (finished.code === 0 && args === RUN) {
      const clips = await readdir(join(cwd, 'renders/clip')).catch(() => [])
      if (clips.filter((name) => name.endsWith('.mp4')).length !== CLIPS)
        problems.push(`a run ended with 0, and of the clips there are ${clips.join(', ')}`)
    }
  }
  const after = provider.ledger()
  const charged = after.money.charges - before.money.charges
  if (charged !== 0) problems.push(`${charged} clips were paid again`)
  return problems
}

/** The files that Shotlist keeps in a project, by their relative paths. */
async function stateFiles(cwd: string): Promise<string[]> {
  const names = (await readdir(cwd, { recursive: true })).filter((name) => name !== 'shotlist.yaml').toSorted()
  const kinds = await Promise.all(names.map(async (name) => (await lstat(join(cwd, name))).isFile()))
  return names.filter((_, nth) => kinds[nth])
}
