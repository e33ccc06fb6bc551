import { countOf } from '../text/count-of.ts'
import { compareTree } from '../write/generated-tree.ts'
import type { CodegenJob, Terminal } from './codegen-job.ts'
import { generatedFolders } from './codegen-job.ts'
import { compileDocuments } from './compile-documents.ts'
import { coverage } from './coverage.ts'

/**
 * Checks the documents and, if the job has targets, whether every generated file is up to date: none missing, changed or left over. Exit
 * status: 0, 1 if files are out of date, 2 if a document is wrong.
 */
export async function check(job: CodegenJob, terminal: Terminal): Promise<number> {
  const sources = compileDocuments(job, terminal)
  if (sources === undefined) return 2
  if (coverage(job, terminal, { quiet: true }) !== 0) return 2
  if (job.targets === undefined) {
    terminal.stdout(`${countOf(sources.length, 'document')} checked: no mistakes\n`)
    return 0
  }
  const { emitFiles } = await import('../emit/emit-files.ts')
  const files = await emitFiles(sources, job.targets)
  const { missing, changed, stray } = await compareTree(job.root, files, generatedFolders(job, sources))
  const lines = [
    ...missing.map(({ path }) => `missing   ${path}`),
    ...changed.map(({ path }) => `changed   ${path}`),
    ...stray.map((path) => `left over ${path}`),
  ]
  if (lines.length === 0) {
    terminal.stdout(`${files.length} generated files are up to date\n`)
    return 0
  }
  terminal.stderr(
    `Generated files are out of date:\n${lines.map((line) => `  ${line}\n`).join('')}Run \`${job.targets.command}\` and commit the result.\n`,
  )
  return 1
}
