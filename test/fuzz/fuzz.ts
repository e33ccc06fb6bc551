import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { processEnvironment } from '../harness/process-environment.ts'
import type { CaseReport } from './findings.ts'

/** What to fuzz: responses of providers, a project's state files, or provider documents. */
export type Kind = 'responses' | 'folders' | 'documents'

/** The result of fuzzing. */
export type FuzzReport = { readonly kind: Kind; readonly cases: number; readonly changed: number; readonly problems: readonly string[] }

export type FuzzOptions = {
  readonly kind: Kind
  readonly seed: number
  /** Stops after this many changes to responses, files or places of documents. */
  readonly changes: number
  /** Called with each problem when it is found. */
  readonly onProblem?: (problem: string) => void
}

const EACH = fileURLToPath(new URL('./run-cases.ts', import.meta.url))
/** A case takes seconds. A process that writes nothing for this long hangs. */
const SILENCE_MS = 300_000
/** Cases with responses mostly wait, so that many run concurrently. Cases with folders share their providers' ledgers. */
const CONCURRENCY: Readonly<Record<Kind, number>> = { responses: 8, folders: 1, documents: 1 }
/** Cases per process. */
const BATCH = 50

/** Runs cases in separate processes until enough was changed. A case that hangs or ends its process counts as a problem. */
export async function fuzz({ kind, seed, changes, onProblem = () => undefined }: FuzzOptions): Promise<FuzzReport> {
  const report = { kind, cases: 0, changed: 0, problems: [] as string[] }
  const note = (found: readonly string[]): void => {
    report.problems.push(...found)
    for (const problem of found) onProblem(problem)
  }
  let next = seed
  while (report.changed < changes) {
    const count = Math.min(BATCH, Math.max(1, changes - report.changed))
    const left = await runCases({ kind, first: next, count }, (one) => {
      report.cases += 1
      report.changed += one.changed
      note(one.problems)
    })
    note(left.unfinished.map((each) => `${kind}, seed ${each}: ${left.reason}`))
    // A case that ended its process is counted as one change and is not run again.
    report.changed += left.unfinished.length
    next += count
  }
  return report
}

type Cases = { readonly kind: Kind; readonly first: number; readonly count: number }
type Line = { readonly begins: number } | ({ readonly seed: number } & CaseReport)

async function runCases({ kind, first, count }: Cases, onCase: (report: CaseReport) => void) {
  const args = ['--conditions=@shotlist/source', EACH, kind, String(first), String(count), String(CONCURRENCY[kind])]
  const child = spawn(process.execPath, args, { env: processEnvironment(process.cwd()), stdio: ['ignore', 'pipe', 'pipe'] })
  const begun = new Set<number>()
  let stderr = ''
  let reason = ''
  const hang = (): void => {
    reason = `no output for ${SILENCE_MS / 1000} s`
    child.kill('SIGKILL')
  }
  let silence = setTimeout(hang, SILENCE_MS)
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text))
  createInterface({ input: child.stdout }).on('line', (text) => {
    clearTimeout(silence)
    silence = setTimeout(hang, SILENCE_MS)
    const line = JSON.parse(text) as Line
    if ('begins' in line) return void begun.add(line.begins)
    begun.delete(line.seed)
    onCase({ ...line, problems: line.problems.map((problem) => `${kind}, seed ${line.seed}: ${problem}`) })
  })
  const [code, signal] = await new Promise<[number | null, string | null]>((resolve) => child.once('close', (...ended) => resolve(ended)))
  clearTimeout(silence)
  return { unfinished: [...begun], reason: reason || `the process ended with ${code ?? signal}: ${stderr.slice(-1000)}` }
}
