import type { ErrorRule, ErrorRules } from '@shotlist/core/contract'
import { inlineCode, markdownTable } from './markdown.ts'

/** The error codes and HTTP statuses that a document lists, with what they mean for the caller. */
export function errorsTable(errors: ErrorRules): string {
  const rows = [
    ...Object.entries(errors.codes).map(([code, rule]) => row(inlineCode(code), rule)),
    ...Object.entries(errors.statuses).map(([status, rule]) => row(`HTTP ${status}`, rule)),
  ]
  return markdownTable(['code', 'class', 'again?', 'charged?', 'meaning', 'what to do'], rows)
}

function row(code: string, rule: ErrorRule): string[] {
  return [code, inlineCode(rule.class), rule.retry ? 'may pass' : 'no', rule.billable ? 'perhaps' : 'no', rule.meaning, rule.hint ?? '']
}
