import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { processEnvironment } from '../harness/process-environment.ts'
import type { CaseReport } from './findings.ts'

/** What is fuzzed: the answers of providers, a project's own files, documents of providers. */
export type Kind = 'answers' | 'folders' | 'documents'

/** What a fuzz came to. */
export type FuzzReport = { readonly kind: Kind; readonly cases: number; readonly struck: number; readonly problems: readonly string[] }

export type FuzzOptions = {
  readonly kind: Kind
  readonly seed: number
  /** It ends when so many things were changed: answers, files, places of documents. */
  readonly changes: number
  /** Is told of each problem when it is found. */
  readonly onProblem?: (problem: string) => void
}

const EACH = fileURLToPath(new URL('./each.ts', import.meta.url))
/** A case takes seconds; whatever is silent for so long on any machine hangs. */
const SILENCE_MS = 300_000
/** Answers are waited for, so that many cases at a time cost no more than one. Folders share the ledgers of their providers. */
const TOGETHER: Readonly<Record<Kind, number>> = { answers: 8, folders: 1, documents: 1 }
/** Cases in a process. */
const BATCH = 50

/** Runs cases in processes of their own until enough was changed. A case that hangs, or ends its process, is a problem like any other. */
export async function fuzz({ kind, seed, changes, onProblem = () => undefined }: FuzzOptions): Promise<FuzzReport> {
  const report = { kind, cases: 0, struck: 0, problems: [] as string[] }
  const note = (found: readonly string[]): void => {
    report.problems.push(...found)
    for (const problem of found) onProblem(problem)
  }
  let next = seed
  while (report.struck < changes) {
    const count = Math.min(BATCH, Math.max(1, changes - report.struck))
    const left = await runCases({ kind, first: next, count }, (one) => {
      report.cases += 1
      report.struck += one.struck
      note(one.problems)
    })
    note(left.unfinished.map((each) => `${kind}, seed ${each}: ${left.reason}`))
    // What has ended its process does not come again.
    report.struck += left.unfinished.length
    next += count
  }
  return report
}

type Cases = { readonly kind: Kind; readonly first: number; readonly count: number }
type Line = { readonly begins: number } | ({ readonly seed: number } & CaseReport)

async function runCases({ kind, first, count }: Cases, onCase: (report: CaseReport) => void) {
  const args = ['--conditions=@shotlist/source', EACH, kind, String(first), String(count), String(TOGETHER[kind])]
  const child = spawn(process.execPath, args, { env: processEnvironment(process.cwd()), stdio: ['ignore', 'pipe', 'pipe'] })
  const begun = new Set<number>()
  let stderr = ''
  let reason = ''
  const hang = (): void => {
    reason = `no word for ${SILENCE_MS / 1000} s`
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
