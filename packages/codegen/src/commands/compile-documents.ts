import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { compileDocument } from '../compile-document.ts'
import type { SourceModel } from '../emit/emit-files.ts'
import { defined } from '../issues/defined.ts'
import { countIssues, formatIssues } from '../issues/format-issues.ts'
import type { Issue } from '../issues/issue.ts'
import type { CodegenJob, Terminal } from './codegen-job.ts'

/**
 * Compiles all documents of a job and prints all issues, warnings included. Returns nothing unless all are good, so that a mistake in one
 * document does not leave some files new and others old.
 */
export function compileDocuments(job: CodegenJob, terminal: Terminal): SourceModel[] | undefined {
  const issues: Issue[] = []
  const sources: SourceModel[] = []
  for (const { spec: document, overlay } of job.documents) {
    const path = join(job.root, document)
    const applied = overlay === undefined ? undefined : { path: join(job.root, overlay), name: overlay }
    const compiled = compileDocument({ path, name: document }, { plain: true, ...defined({ overlay: applied }) })
    issues.push(...(compiled.ok ? compiled.warnings : compiled.issues))
    if (compiled.ok) sources.push({ model: compiled.model, document, written: compiled.written, url: pathToFileURL(path) })
  }
  issues.push(...duplicateIds(sources))
  if (issues.length > 0) terminal.stderr(`${formatIssues(issues, { color: terminal.color })}\n${countIssues(issues)}\n`)
  return issues.some(({ severity }) => severity === 'error') ? undefined : sources
}

/** Reports two documents with one id, because they would write the same files. */
function duplicateIds(sources: readonly SourceModel[]): Issue[] {
  return sources.flatMap(({ model, document }, index) => {
    const first = sources.findIndex((other) => other.model.table.id === model.table.id)
    if (first === index) return []
    return [
      {
        code: 'duplicate-provider',
        severity: 'error' as const,
        file: document,
        line: 1,
        column: 1,
        pointer: '/x-provider/id',
        message: `the provider id ${model.table.id} is also the id of ${sources[first]?.document ?? 'another document'}`,
        hint: 'give each document its own x-provider.id',
      },
    ]
  })
}
