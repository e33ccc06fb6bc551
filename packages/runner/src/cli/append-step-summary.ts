import { appendFileSync, closeSync, constants } from 'node:fs'
import { openPlainFile } from '../store/durable/plain-file.ts'
import type { VerbContext } from './verb.ts'

/** Whether there is a step of GitHub Actions whose summary can be written. */
export const hasStepSummary = (env: VerbContext['env']): boolean => (env['GITHUB_STEP_SUMMARY'] ?? '') !== ''

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
