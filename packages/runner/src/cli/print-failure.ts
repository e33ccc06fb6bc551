import { appendFileSync, closeSync, constants } from 'node:fs'
import { hanging } from '@shotlist/codegen/text'
import { ManifestError } from '../errors/input-errors.ts'
import { isGithubActions, workflowCommand } from '../show/reporters/github/annotations-reporter.ts'
import { failureSummary, issuesSummary } from '../show/reporters/github/step-summary-reporter.ts'
import { createPaint, writeCommand } from '../show/text/output.ts'
import { briefLines } from '../show/text/visible.ts'
import { openPlainFile } from '../store/durable/plain-files.ts'
import { writeIssues } from './project/print-issues.ts'
import type { VerbContext } from './verb.ts'

/**
 * Says what went wrong, in the one voice of the command: what and where, its code, and what to do. A mistake of Shotlist's own has no
 * code; it says so, and no stack is shown to people who can do nothing with it.
 */
export function printFailure(error: unknown, context: VerbContext): void {
  const { stderr, color, env } = context
  const paint = createPaint(color)
  if (error instanceof ManifestError) {
    writeIssues(error.issues, context)
    appendStepSummary(issuesSummary(error.issues), context)
    return
  }
  const { message, code, hint } = shown(factsOf(error))
  const columns = stderr.isTTY ? stderr.columns : undefined
  const lines = [hanging(`${paint('red', 'error:')} `, `${message} ${paint('dim', `(${code})`)}`, columns)]
  if (hint !== undefined) lines.push(hanging(`  ${paint('dim', '=')} `, hint, columns))
  stderr.write(`${lines.join('\n')}\n`)
  if (isGithubActions(env))
    writeCommand(stderr, workflowCommand({ level: 'error', title: code, message: hint === undefined ? message : `${message}\n${hint}` }))
  appendStepSummary(failureSummary({ message, code, hint }), context)
}

type Facts = { readonly message: string; readonly code: string; readonly hint?: string | undefined }

/** For the terminal, the annotation and the summary alike. */
function shown({ message, code, hint }: Facts): Facts {
  return {
    message: briefLines(message),
    code,
    hint: hint === undefined ? undefined : briefLines(hint),
  }
}

function factsOf(error: unknown): Facts {
  if (!(error instanceof Error)) return { message: String(error), code: 'internal' }
  const hint = 'hint' in error && typeof error.hint === 'string' ? error.hint : undefined
  const isOurs = 'hint' in error && 'code' in error && typeof error.code === 'string'
  if (isOurs) return { message: error.message, code: String(error.code), hint }
  return { message: error.message, code: 'internal', hint: 'This is a mistake in Shotlist: please report it, with the command you ran.' }
}

/** Whether there is a step of GitHub Actions whose summary can be written. */
export function hasStepSummary(env: VerbContext['env']): boolean {
  return (env['GITHUB_STEP_SUMMARY'] ?? '') !== ''
}

/**
 * Adds Markdown to the summary of the step this runs in, where there is one. That it cannot be written is no reason to fail: everything in
 * it is also said on the terminal.
 */
export function appendStepSummary(markdown: string, { env, mask, stderr }: Pick<VerbContext, 'env' | 'mask' | 'stderr'>): void {
  if (!hasStepSummary(env)) return
  try {
    const file = openPlainFile(env['GITHUB_STEP_SUMMARY'] ?? '', constants.O_WRONLY | constants.O_APPEND | constants.O_CREAT)
    try {
      appendFileSync(file, `${mask(markdown)}\n`)
    } finally {
      closeSync(file)
    }
  } catch (error) {
    stderr.write(`warning: the step summary cannot be written: ${error instanceof Error ? error.message : String(error)}\n`)
  }
}
