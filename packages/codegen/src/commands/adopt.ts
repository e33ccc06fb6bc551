import { existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { mend } from '../adopt/mend.ts'
import type { Proposal } from '../adopt/proposal.ts'
import { proposeOverlay } from '../adopt/propose-overlay.ts'
import { overlayText } from '../adopt/write-overlay.ts'
import { compileDocument } from '../compile-document.ts'
import { formatIssues } from '../issues/format-issues.ts'
import type { Issue } from '../issues/issue.ts'
import { child, textOf } from '../spec/place.ts'
import { readText } from '../spec/read-text.ts'
import { SourceSet } from '../spec/source-set.ts'
import { isPlain, openDocument, type SpecDocument } from '../spec/spec-document.ts'
import { countOf } from '../text/count-of.ts'
import type { Terminal } from './codegen-job.ts'
import { UsageError } from './read-config.ts'

/** The vendor's document, and the file for the overlay. Paths are relative to `root`. */
export type AdoptJob = { readonly root: string; readonly document: string; readonly out?: string }

/**
 * Proposes an overlay for a vendor's document, and prints it or writes it to a new file. What is left to answer is printed to stderr. Exit
 * status: 0, or 2 if the document cannot be read.
 * @throws UsageError if the file exists, or the document already has extensions of the dialect.
 */
export function adopt({ root, document, out }: AdoptJob, terminal: Terminal): number {
  if (out !== undefined && existsSync(join(root, out))) {
    throw new UsageError(`${out} already exists`, 'name another file: the proposal never replaces one that you have worked on')
  }
  const path = join(root, document)
  const read = readText(path)
  if ('problem' in read) throw new UsageError(`${document} ${read.problem}`, "name the vendor's OpenAPI document")
  const sources = new SourceSet({ name: document, path, text: read.text })
  if (sources.issues.length > 0) {
    terminal.stderr(`${formatIssues(sources.issues, { color: terminal.color })}\n`)
    return 2
  }
  const spec = openDocument(sources)
  if (!/^3\.[01]/.test(textOf(child(spec.root, 'openapi')?.value)) || spec.operations.length === 0) {
    throw new UsageError(
      `${document} is no OpenAPI document of version 3.0 or 3.1 with operations`,
      "name the vendor's, and convert an older one first",
    )
  }
  if (!isPlain(spec)) throw new UsageError(`${document} has extensions of the dialect already`, 'check it: shotlist-codegen check')
  const overlay = { name: out ?? 'overlay', path: join(root, out ?? 'overlay.yaml') }
  const check = (proposal: Proposal): Checked => {
    const text = overlayText(proposal)
    const compiled = compileDocument({ path, name: document }, { overlay: { ...overlay, text } })
    return { text, issues: compiled.ok ? [] : compiled.issues.filter(({ severity }) => severity === 'error') }
  }
  const { proposal, text, issues } = settle(propose(spec, document), { file: document, value: sources.main.value }, check)
  report({ proposal, issues, text, out }, terminal, root)
  return 0
}

function propose(spec: SpecDocument, document: string): Proposal {
  try {
    return proposeOverlay(spec)
  } catch (error) {
    // Code that walks the document recurses as deep as the document is nested.
    if (!(error instanceof RangeError)) throw error
    throw new UsageError(`${document} is nested too deeply to be read`, 'remove the parts that are not needed')
  }
}

/** A mistake may hide another: an example that is removed uncovers the next. */
const ROUNDS = 4

type Checked = { readonly text: string; readonly issues: readonly Issue[] }

/** The proposal, with actions for mistakes of the document, and what the check still says as questions. */
function settle(
  first: Proposal,
  vendor: { file: string; value: unknown },
  check: (proposal: Proposal) => Checked,
): Checked & { proposal: Proposal } {
  const actions = [...first.actions]
  let proposal = first
  let checked = check(first)
  for (let round = 0; round < ROUNDS; round += 1) {
    const mended = mend(checked.issues, vendor)
    if (mended.length === 0) break
    actions.push(...mended)
    proposal = Object.assign({}, first, { actions: [...actions] })
    checked = check(proposal)
  }
  if (checked.issues.length === 0) return { ...checked, proposal }
  const asked = new Set(checked.issues.map(({ message, hint }) => `The check says: ${message}${hint === undefined ? '' : ` (${hint})`}`))
  const asking = { ...proposal, questions: [...proposal.questions, ...[...asked].slice(0, MOST_ASKED)] }
  return { ...check(asking), proposal: asking }
}

const MOST_ASKED = 20

type Outcome = { readonly proposal: Proposal; readonly issues: readonly Issue[]; readonly text: string; readonly out: string | undefined }

function report({ proposal, issues, text, out }: Outcome, terminal: Terminal, root: string): void {
  if (out === undefined) terminal.stdout(text)
  else {
    writeFileSync(join(root, out), text)
    terminal.stdout(`${out} written: ${countOf(proposal.actions.length, 'action')}\n`)
  }
  if (issues.length > 0) terminal.stderr(`${formatIssues(issues, { color: terminal.color })}\n`)
  const { questions } = proposal
  if (questions.length > 0)
    terminal.stderr(`${countOf(questions.length, 'question')} left:\n${questions.map((question) => `  - ${question}\n`).join('')}`)
}
