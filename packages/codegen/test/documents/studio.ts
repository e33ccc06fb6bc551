import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { type CompiledDocument, compileDocument, type Issue, type ProviderModel } from '../../src/index.ts'

/** A valid document that uses every part of the dialect. */
const studioPath = fileURLToPath(new URL('studio.openapi.yaml', import.meta.url))
export const studioText = readFileSync(studioPath, 'utf8')

/** The document with some of its text replaced. Each replaced text must exist. */
export function studioWith(...edits: readonly (readonly [from: string, to: string])[]): string {
  let text = studioText
  for (const [from, to] of edits) {
    if (!text.includes(from)) throw new Error(`the studio document does not have: ${from}`)
    text = text.replace(from, () => to)
  }
  return text
}

export function compileText(text: string): CompiledDocument {
  return compileDocument({ text, name: 'studio.yaml' })
}

/** All issues of a document, warnings included. */
export function issuesOf(text: string): readonly Issue[] {
  const compiled = compileText(text)
  return compiled.ok ? compiled.warnings : compiled.issues
}

export function modelOf(text: string): ProviderModel {
  const compiled = compileText(text)
  if (!compiled.ok) throw new Error(compiled.issues.map((issue) => `${issue.line}:${issue.column} ${issue.message}`).join('\n'))
  return compiled.model
}
