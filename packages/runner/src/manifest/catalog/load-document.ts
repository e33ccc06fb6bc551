import type { ProviderModel } from '@shotlist/codegen'
import type { Issue } from '../../errors/issue.ts'
import { fromDocumentIssue } from './from-document-issue.ts'

export type LoadedDocument = {
  readonly model?: ProviderModel
  readonly issues: readonly Issue[]
  /** Absolute paths of the files it was read from. */
  readonly files?: readonly string[]
}

/**
 * Compiles a user's own document. Its mistakes have places in the document. `name` is what they call the file; `mayRead` says which files it may
 * refer to.
 */
export async function loadDocument(path: string, name: string, mayRead?: (path: string) => boolean): Promise<LoadedDocument> {
  // The compiler is loaded only by those who bring a document of their own.
  const { compileDocument } = await import('@shotlist/codegen')
  const compiled = compileDocument({ path, name }, { ...(mayRead && { mayRead }) })
  return compiled.ok
    ? { model: compiled.model, issues: compiled.warnings.map((issue) => fromDocumentIssue(issue)), files: compiled.files }
    : { issues: compiled.issues.map((issue) => fromDocumentIssue(issue)) }
}
