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
 * Prints an error in the format of all errors: message, code and hint. An error without a code is a bug in Shotlist; the message says so,
 * without a stack trace.
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
  // Each line of a message is wrapped by itself: the mistakes of a call are a list.
  const lines = `${message} ${paint('dim', `(${code})`)}`.split('\n').map((line, index) => {
    const lead = index === 0 ? `${paint('red', 'error:')} ` : (/^ *(- )?/.exec(line)?.[0] ?? '')
    return hanging(lead, index === 0 ? line : line.slice(lead.length), columns)
  })
  if (hint !== undefined) lines.push(hanging(`  ${paint('dim', '=')} `, hint, columns))
  stderr.write(`${lines.join('\n')}\n`)
  if (isGithubActions(env))
    writeCommand(stderr, workflowCommand({ level: 'error', title: code, message: hint === undefined ? message : `${message}\n${hint}` }))
  appendStepSummary(failureSummary({ message, code, hint }), context)
}

type Facts = { readonly message: string; readonly code: string; readonly hint?: string | undefined }

/** The text that the terminal, the annotation and the summary show. */
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
  const isKnown = 'hint' in error && 'code' in error && typeof error.code === 'string'
  if (isKnown) return { message: error.message, code: String(error.code), hint }
  return { message: error.message, code: 'internal', hint: 'This is a bug in Shotlist: please report it, with the command you ran.' }
}

/** Whether the command runs in a step of GitHub Actions that has a summary. */
export function hasStepSummary(env: VerbContext['env']): boolean {
  return (env['GITHUB_STEP_SUMMARY'] ?? '') !== ''
}

/**
 * Adds Markdown to the summary of the current step, if there is one. A failure to write is only a warning, because the terminal shows the
 * same.
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
