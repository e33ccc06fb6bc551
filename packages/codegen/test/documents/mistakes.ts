import { expect, test } from 'vitest'
import { issuesOf, studioWith } from './studio.ts'

/** A mistake made in the good document, and the issue that names it. */
export type Mistake = {
  /** Replacements in the valid document. */
  readonly edit: readonly (readonly [from: string, to: string])[]
  readonly code: string
  /** The text of the source line that begins at the caret. */
  readonly at: string
  readonly says: RegExp
  readonly hint?: RegExp
  readonly severity?: 'warning'
}

/** Tests that the rules find each of these, and say where it is. */
export function testMistakes(mistakes: Readonly<Record<string, Mistake>>): void {
  test.each(Object.entries(mistakes))('the rules find %s', (_, mistake) => {
    const issues = issuesOf(studioWith(...mistake.edit))
    const issue = issues.find(({ code, message }) => code === mistake.code && mistake.says.test(message))
    expect(issues.filter((one) => one === issue)).toHaveLength(1)
    expect(issue?.severity).toBe(mistake.severity ?? 'error')
    expect(issue?.excerpt?.text.slice(issue.excerpt.at)).toMatch(
      new RegExp(`^${mistake.at.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`)}`),
    )
    expect(issue?.hint ?? '').toMatch(mistake.hint ?? /^/)
  })
}
