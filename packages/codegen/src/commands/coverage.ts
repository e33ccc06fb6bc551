import { join } from 'node:path'
import { checkCoverage } from '../coverage/check-coverage.ts'
import { checkCorrections, correctionLines } from '../coverage/corrections.ts'
import type { Coverage } from '../coverage/coverage.ts'
import { countLines, coverageTable } from '../coverage/coverage.ts'
import { readCoverage } from '../coverage/read-coverage.ts'
import { defined } from '../issues/defined.ts'
import { formatIssues } from '../issues/format-issues.ts'
import type { Issue } from '../issues/issue.ts'
import { issueAt } from '../spec/issue-at.ts'
import type { Place } from '../spec/place.ts'
import { readText } from '../spec/read-text.ts'
import { SourceSet } from '../spec/source-set.ts'
import { openDocument } from '../spec/spec-document.ts'
import { countOf } from '../text/count-of.ts'
import type { CodegenJob, Terminal } from './codegen-job.ts'

/**
 * Checks that coverage files cover all parts of their documents, and prints the totals and the corrections with their tests. Exit status: 0,
 * or 2 if a part is missing, or a line names a place or a test that does not exist.
 */
export function coverage(job: Pick<CodegenJob, 'root' | 'coverage'>, terminal: Terminal, { quiet = false } = {}): number {
  const issues: Issue[] = []
  const coverages: Coverage[] = []
  for (const file of job.coverage ?? []) {
    const read = readCoverage(join(job.root, file), file)
    if ('issues' in read) {
      issues.push(...read.issues)
      continue
    }
    const found = check(read, job.root)
    issues.push(...found)
    coverages.push(read.coverage)
    if (!quiet) terminal.stdout(`${coverageTable(read.coverage, file)}\n${correctionLines(read.coverage.corrections)}`)
  }
  if (issues.length === 0) {
    if (quiet && coverages.length > 0) terminal.stdout(`${countLines(coverages)}\n`)
    return 0
  }
  terminal.stderr(`${formatIssues(issues, { color: terminal.color })}\n${countOf(issues.length, 'gap')} in the coverage\n`)
  return 2
}

function check(
  { root, documentPath, overlayPath }: Exclude<ReturnType<typeof readCoverage>, { issues: unknown }>,
  folder: string,
): readonly Issue[] {
  const document = readPart(root, { part: 'document', path: documentPath })
  const overlay = overlayPath === undefined ? undefined : readPart(root, { part: 'overlay', path: overlayPath })
  if ('issue' in document) return [document.issue]
  if (overlay !== undefined && 'issue' in overlay) return [overlay.issue]
  const sources = new SourceSet(document, defined({ overlay }))
  if (sources.issues.length > 0) return sources.issues
  const spec = openDocument(sources)
  return [...checkCoverage(root, spec), ...checkCorrections(root, spec, folder)]
}

/** The text of a file that the coverage file names, or an issue at the place of its name. */
function readPart(root: Place, { part, path }: { readonly part: 'document' | 'overlay'; readonly path: string }) {
  const read = readText(path)
  if ('text' in read) return { name: beside(root.file.name, path), path, text: read.text }
  return { issue: issueAt({ file: root.file, pointer: `/${part}` }, { code: 'unreadable', message: `its ${part} ${read.problem}` }) }
}

/** The document's name in issues: in the folder of the coverage file's name. */
function beside(name: string, documentPath: string): string {
  const folder = name.slice(0, name.lastIndexOf('/') + 1)
  return `${folder}${documentPath.slice(documentPath.lastIndexOf('/') + 1)}`
}
