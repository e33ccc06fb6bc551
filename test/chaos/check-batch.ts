import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { readdir, readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { Emulator } from '@shotlist/emulator'
import { parse } from 'yaml'
import { startProvider } from '../harness/emulator.ts'
import { shotlistInProcess } from '../harness/in-process.ts'
import { folderOf, type Invocation } from '../harness/shotlist.ts'
import type { Batch } from './batch.ts'
import { withoutProviderIds } from './without-provider-ids.ts'

/** The state of a batch after a storm. `problems` is empty if everything is right. */
export type BatchCheck = {
  readonly charges: number
  readonly replays: number
  readonly duplicates: number
  readonly outputs: number
  readonly problems: readonly string[]
}

export type CheckInput = {
  readonly batch: Batch
  readonly jobs: number
  readonly invocation: Invocation
  readonly provider: Emulator
  readonly resubmits: number
}

type Locked = { readonly jobs: Readonly<Record<string, { readonly output: string; readonly sha256: string }>> }

/** Checks the provider's ledger, the files and the lockfile, and runs the batch once more: that must change nothing. */
export async function checkBatch(input: CheckInput): Promise<BatchCheck> {
  const { jobs, invocation, provider } = input
  const { money, duplicates, replayed, mistakeList } = provider.ledger()
  const lockText = await readFile(join(invocation.cwd, 'shotlist.lock.yaml'), 'utf8')
  const lock = parse(lockText, { maxAliasCount: 0 }) as Locked
  const files = await filesBelow(join(invocation.cwd, 'renders'))
  const problems = [
    ...chargeProblems(input, { charges: money.charges, duplicates }),
    ...mistakeList.map(({ what, request }) => `a request broke the document's rules: ${request}: ${what}`),
    ...(await outputProblems({ lock, files, jobs, folder: invocation.cwd })),
    ...(await undisturbedRunProblems(input, lockText)),
    ...(await rerunProblems(input, files)),
  ]
  return { charges: money.charges, replays: replayed, duplicates, outputs: files.length, problems }
}

function chargeProblems(
  { batch, jobs, resubmits }: CheckInput,
  { charges, duplicates }: { charges: number; duplicates: number },
): string[] {
  if (batch.isKeyed) return charges === jobs && duplicates === 0 ? [] : [`${charges} charges for ${jobs} jobs`]
  const problems: string[] = []
  if (charges !== jobs + duplicates) problems.push(`${charges} charges for ${jobs} jobs and ${duplicates} second submissions`)
  if (duplicates > resubmits) problems.push(`${duplicates} second submissions, but the user asked for at most ${resubmits}`)
  return problems
}

type Outputs = { readonly lock: Locked; readonly files: readonly string[]; readonly jobs: number; readonly folder: string }

/** Checks that every clip exists once, complete, and under its own name: its last box contains its request. */
async function outputProblems({ lock, files, jobs, folder }: Outputs): Promise<string[]> {
  const problems: string[] = []
  const entries = Object.entries(lock.jobs)
  const named = new Set(entries.map(([, { output }]) => join(folder, 'renders', output)))
  for (const file of files) if (!named.has(file)) problems.push(`a file of no job: ${file.slice(folder.length + 1)}`)
  if (entries.length !== jobs) problems.push(`${entries.length} jobs in the lockfile, not ${jobs}`)
  for (const [id, { output, sha256 }] of entries) {
    const bytes = await readFile(join(folder, 'renders', output)).catch(() => Buffer.alloc(0))
    if (createHash('sha256').update(bytes).digest('hex') !== sha256) problems.push(`${id}: the file is not what the lockfile says`)
    const prompt = output.replace('/', ' ').replace('.mp4', '')
    if (!bytes.includes(`"prompt":"${prompt}"`)) problems.push(`${id}: the file belongs to another job`)
  }
  return problems
}

/** Checks that the same batch without faults, in another folder, gives the same lockfile. */
async function undisturbedRunProblems({ batch, jobs, provider }: CheckInput, lockText: string): Promise<string[]> {
  const folder = await folderOf(batch.files(jobs))
  // A provider with keys returns the same tasks again; one without keys must be a fresh one.
  const server = batch.isKeyed ? provider : await startProvider(batch.provider, { taskMs: 20 })
  try {
    const { code, stderr } = await shotlistInProcess(['run', '--yes', '--poll', '50ms', '--quiet'], {
      cwd: folder.path,
      env: batch.env(server.url),
    })
    if (code !== 0) return [`the run without faults ended with ${code}: ${stderr}`]
    const [afterStorm, undisturbed] = [lockText, await readFile(join(folder.path, 'shotlist.lock.yaml'), 'utf8')].map((text) =>
      batch.isKeyed ? parse(withoutUploads(text)) : withoutProviderIds(parse(text)),
    )
    const difference = differenceOf(afterStorm, undisturbed)
    return difference === undefined ? [] : [`the lockfile differs from that of a run without faults: ${difference}`]
  } finally {
    if (server !== provider) await server.close()
    await folder.remove()
  }
}

/** Hides the ids of uploads, because another folder uploads its own pictures. */
function withoutUploads(text: string): string {
  return text.replaceAll(/\bimg_id: .*/g, 'img_id: an upload')
}

/** Checks that running a finished batch again sends nothing and changes no file. */
async function rerunProblems({ provider, invocation }: CheckInput, files: readonly string[]): Promise<string[]> {
  const modificationTimes = () =>
    Promise.all([...files, join(invocation.cwd, 'shotlist.lock.yaml')].map(async (file) => (await stat(file)).mtimeMs))
  const before = { requests: provider.ledger().requests, times: await modificationTimes() }
  const { code, stderr } = await shotlistInProcess(['run', '--yes', '--quiet'], invocation)
  const after = { requests: provider.ledger().requests, times: await modificationTimes() }
  const problems = code === 0 ? [] : [`running once more ended with ${code}: ${stderr}`]
  return JSON.stringify(before) === JSON.stringify(after) ? problems : [...problems, 'running once more sent a request or changed a file']
}

async function filesBelow(folder: string): Promise<string[]> {
  if (!existsSync(folder)) return []
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name))
}

/** The first place at which two values differ. */
function differenceOf(one: unknown, other: unknown, at = ''): string | undefined {
  if (typeof one !== 'object' || typeof other !== 'object' || one === null || other === null) {
    return one === other ? undefined : `${at}: ${JSON.stringify(one)} against ${JSON.stringify(other)}`
  }
  for (const name of new Set([...Object.keys(one), ...Object.keys(other)])) {
    const found = differenceOf((one as Record<string, unknown>)[name], (other as Record<string, unknown>)[name], `${at}/${name}`)
    if (found !== undefined) return found
  }
  return undefined
}
