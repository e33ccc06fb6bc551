/**
 * A fleet on this machine: PostgreSQL, a folder as the store, an emulated provider and three workers. Runs `shotlist.yaml` through it, and prints
 * what each worker did. Needs no network, key or account. Ctrl-C ends everything.
 *
 * Arguments are passed on to the run. With `--stay`, the fleet stays until Ctrl-C, so that you can try the other verbs, or kill a worker.
 */
import { spawn } from 'node:child_process'
import { cp, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { findPostgres, letPass, startPostgres } from './postgres.ts'
import { type Program, startProgram } from './program.ts'

const HERE = import.meta.dirname
const SHOTLIST = fileURLToPath(new URL('../../packages/runner/dist/cli/main.js', import.meta.url))
const WORKERS = ['worker-1', 'worker-2', 'worker-3']

const stay = process.argv.includes('--stay')
const args = process.argv.slice(2).filter((arg) => arg !== '--stay')
const folder = await mkdtemp(join(tmpdir(), 'shotlist-fleet-'))
const interrupt = new AbortController()
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => interrupt.abort())
/** In the order of their start. They are stopped in the other order. */
const programs: Program[] = []

try {
  process.exitCode = await runFleet()
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error))
  process.exitCode = 1
} finally {
  for (const program of programs.toReversed()) await program.stop()
  await rm(folder, { recursive: true, force: true, maxRetries: 20 })
}

async function runFleet(): Promise<number> {
  letPass(folder)
  const postgres = started(await startPostgres(findPostgres(), join(folder, 'postgres')))
  console.log(`PostgreSQL    ${postgres.url.replace(/:[^:@]+@/, '@')}`)

  const emulator = started(shotlist(['emulate', 'pixverse', '--speed', '20', '--in-flight', '5'], {}))
  const [provider = ''] = await emulator.line(/http:\/\/127\.0\.0\.1:\d+/)
  console.log(`provider      ${provider}, emulated, at most five tasks in flight`)

  const fleet = { SHOTLIST_FLEET_URL: postgres.url, SHOTLIST_FLEET_STORE: join(folder, 'store') }
  console.log(`store         ${fleet.SHOTLIST_FLEET_STORE}`)
  // Only the workers have the key. The run has none.
  const env = { ...fleet, PIXVERSE_API_KEY: 'a-key-of-the-workers', PIXVERSE_BASE_URL: provider }
  const logs = new Map<string, string[]>(WORKERS.map((name) => [name, []]))
  for (const name of WORKERS) {
    const onLine = (line: string): void => void logs.get(name)?.push(line)
    const worker = started(shotlist(['worker'], { env, onLine }))
    await worker.line(/ is ready for /)
  }
  console.log(`workers       ${WORKERS.join(', ')}\n`)

  const project = join(folder, 'project')
  await cp(HERE, project, { recursive: true, filter: (path) => !/renders|\.shotlist|\.ts$/.test(path) })
  const status = await follow(project, fleet)
  await cp(join(project, 'renders'), join(HERE, 'renders'), { recursive: true, force: true }).catch(() => undefined)

  console.log()
  for (const [name, lines] of logs) {
    const submitted = lines.filter((line) => line.includes(': submitted as task '))
    const fetched = lines.filter((line) => line.endsWith(': done'))
    console.log(`${name} submitted ${submitted.length} and fetched ${fetched.length}`)
  }
  if (status === 0) console.log(`\nThe clips are in ${join(HERE, 'renders')}.`)
  if (stay && !interrupt.signal.aborted) await untilInterrupted(project, fleet)
  return interrupt.signal.aborted && !stay ? 130 : status
}

function started<T extends Program>(program: T): T {
  programs.push(program)
  return program
}

type Place = { readonly env?: Readonly<Record<string, string>>; readonly onLine?: (line: string) => void }

/** Starts the command in the background. Nothing of this shell's keys and addresses reaches it. */
function shotlist(words: readonly string[], { env, onLine }: Place): Program {
  return startProgram({
    command: process.execPath,
    args: [SHOTLIST, ...words],
    env: { ...plainEnvironment(), ...env },
    cwd: folder,
    ...(onLine === undefined ? {} : { onLine }),
  })
}

function plainEnvironment(): Record<string, string | undefined> {
  const { PATH, HOME, TERM, LANG, TMPDIR, NO_COLOR } = process.env
  return { PATH, HOME, TERM, LANG, TMPDIR, NO_COLOR }
}

/** Runs the manifest through the fleet, on this terminal. */
function follow(project: string, fleet: Readonly<Record<string, string>>): Promise<number> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [SHOTLIST, 'run', '--yes', ...args], {
      cwd: project,
      env: { ...plainEnvironment(), ...fleet },
      stdio: 'inherit',
    })
    child.once('error', reject).once('close', (status) => resolve(status ?? 1))
    // On a terminal, Ctrl-C has reached it already.
    if (!process.stdin.isTTY) interrupt.signal.addEventListener('abort', () => child.kill('SIGINT'), { once: true })
  })
}

async function untilInterrupted(project: string, fleet: Readonly<Record<string, string>>): Promise<void> {
  console.log('\nThe fleet stays until Ctrl-C. In another terminal:')
  console.log(`  cd ${project}`)
  for (const [name, value] of Object.entries(fleet)) console.log(`  export ${name}=${value}`)
  const timer = setInterval(() => undefined, 60_000)
  await new Promise((resolve) => interrupt.signal.addEventListener('abort', resolve, { once: true }))
  clearInterval(timer)
}
