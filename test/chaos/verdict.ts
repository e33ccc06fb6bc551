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
import { nameless } from './nameless.ts'

/** What a batch left, against what it should have. `problems` is empty when all is well. */
export type Verdict = {
  readonly charges: number
  readonly replays: number
  readonly duplicates: number
  readonly outputs: number
  readonly problems: readonly string[]
}

export type Evidence = {
  readonly batch: Batch
  readonly jobs: number
  readonly invocation: Invocation
  readonly provider: Emulator
  readonly resubmits: number
}

type Locked = { readonly jobs: Readonly<Record<string, { readonly output: string; readonly sha256: string }>> }

/** Looks at the provider's ledger, the files and the lockfile, and runs the batch once more: that must change nothing. */
export async function verdictOf(evidence: Evidence): Promise<Verdict> {
  const { jobs, invocation, provider } = evidence
  const { money, duplicates, replayed, mistakeList } = provider.ledger()
  const lockText = await readFile(join(invocation.cwd, 'shotlist.lock.yaml'), 'utf8')
  const lock = parse(lockText, { maxAliasCount: 0 }) as Locked
  const files = await filesBelow(join(invocation.cwd, 'renders'))
  const problems = [
    ...accounts(evidence, { charges: money.charges, duplicates }),
    ...mistakeList.map(({ what, request }) => `a request broke the document's rules: ${request}: ${what}`),
    ...(await outputProblems({ lock, files, jobs, folder: invocation.cwd })),
    ...(await calmProblems(evidence, lockText)),
    ...(await rerunProblems(evidence, files)),
  ]
  return { charges: money.charges, replays: replayed, duplicates, outputs: files.length, problems }
}

function accounts({ batch, jobs, resubmits }: Evidence, { charges, duplicates }: { charges: number; duplicates: number }): string[] {
  if (batch.isKeyed) return charges === jobs && duplicates === 0 ? [] : [`${charges} charges for ${jobs} jobs`]
  const problems: string[] = []
  if (charges !== jobs + duplicates) problems.push(`${charges} charges for ${jobs} jobs and ${duplicates} second submissions`)
  if (duplicates > resubmits) problems.push(`${duplicates} second submissions, of which the user asked for ${resubmits} at the most`)
  return problems
}

type Outputs = { readonly lock: Locked; readonly files: readonly string[]; readonly jobs: number; readonly folder: string }

/** Every clip once, whole, and under its own name: its last box says what it was rendered from. */
async function outputProblems({ lock, files, jobs, folder }: Outputs): Promise<string[]> {
  const problems: string[] = []
  const entries = Object.entries(lock.jobs)
  const named = new Set(entries.map(([, { output }]) => join(folder, 'renders', output)))
  for (const file of files) if (!named.has(file)) problems.push(`nobody's file: ${file.slice(folder.length + 1)}`)
  if (entries.length !== jobs) problems.push(`${entries.length} jobs in the lockfile, not ${jobs}`)
  for (const [id, { output, sha256 }] of entries) {
    const bytes = await readFile(join(folder, 'renders', output)).catch(() => Buffer.alloc(0))
    if (createHash('sha256').update(bytes).digest('hex') !== sha256) problems.push(`${id}: the file is not what the lockfile says`)
    const prompt = output.replace('/', ' ').replace('.mp4', '')
    if (!bytes.includes(`"prompt":"${prompt}"`)) problems.push(`${id}: the file is another job's`)
  }
  return problems
}

/** The same batch in calm weather, in a folder of its own, must come to the same lockfile. */
async function calmProblems({ batch, jobs, provider }: Evidence, lockText: string): Promise<string[]> {
  const folder = await folderOf(batch.files(jobs))
  // With keys, the same provider answers with the same tasks; without, a provider that has seen nothing.
  const calm = batch.isKeyed ? provider : await startProvider(batch.provider, { taskMs: 20 })
  try {
    const { code, stderr } = await shotlistInProcess(['run', '--yes', '--poll', '50ms', '--quiet'], {
      cwd: folder.path,
      env: batch.env(calm.url),
    })
    if (code !== 0) return [`the calm run ended with ${code}: ${stderr}`]
    const [stormy, quiet] = [lockText, await readFile(join(folder.path, 'shotlist.lock.yaml'), 'utf8')].map((text) =>
      batch.isKeyed ? parse(withoutUploads(text)) : nameless(parse(text)),
    )
    const difference = differenceOf(stormy, quiet)
    return difference === undefined ? [] : [`the lockfile differs from a calm run's: ${difference}`]
  } finally {
    if (calm !== provider) await calm.close()
    await folder.remove()
  }
}

/** Another folder uploads its own pictures, which get ids of their own. */
function withoutUploads(text: string): string {
  return text.replaceAll(/\bimg_id: .*/g, 'img_id: an upload')
}

/** A batch that is done is left alone: nothing is sent, no file is touched. */
async function rerunProblems({ provider, invocation }: Evidence, files: readonly string[]): Promise<string[]> {
  const touched = () => Promise.all([...files, join(invocation.cwd, 'shotlist.lock.yaml')].map(async (file) => (await stat(file)).mtimeMs))
  const before = { requests: provider.ledger().requests, times: await touched() }
  const { code, stderr } = await shotlistInProcess(['run', '--yes', '--quiet'], invocation)
  const after = { requests: provider.ledger().requests, times: await touched() }
  const problems = code === 0 ? [] : [`running once more ended with ${code}: ${stderr}`]
  return JSON.stringify(before) === JSON.stringify(after) ? problems : [...problems, 'running once more sent something, or touched a file']
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
