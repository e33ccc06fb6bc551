import { countOf } from '../text/count-of.ts'
import { applyDifference, compareTree } from '../write/generated-tree.ts'
import type { CodegenJob, Terminal } from './codegen-job.ts'
import { generatedFolders } from './codegen-job.ts'
import { compileDocuments } from './compile-documents.ts'

/** Writes the files of the documents. Exit status: 0, or 2 if a document is wrong; then nothing is written. */
export async function generate(job: CodegenJob, terminal: Terminal): Promise<number> {
  const startedAt = performance.now()
  const sources = compileDocuments(job, terminal)
  if (sources === undefined || job.targets === undefined) return 2
  // Imported late: emit loads the TypeScript compiler, which takes most of the start-up time and is not needed for a wrong document.
  const { emitFiles } = await import('../emit/emit-files.ts')
  const files = await emitFiles(sources, job.targets)
  const difference = await compareTree(job.root, files, generatedFolders(job, sources))
  await applyDifference(job.root, difference)
  for (const path of difference.stray) terminal.stdout(`removed ${path}\n`)
  const written = difference.missing.length + difference.changed.length
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(1)
  const operations = sources.reduce((count, { model }) => count + Object.keys(model.operations).length, 0)
  const what = `${countOf(sources.length, 'document')}, ${countOf(operations, 'operation')}`
  for (const { model, document } of sources) {
    if (Object.keys(model.operations).length > 0) continue
    terminal.stdout(`${document} names no operation (x-operations): ${model.table.id} has types, and a client typed by path\n`)
  }
  terminal.stdout(`${what}: ${countOf(written, 'file')} written, ${difference.same} unchanged (${seconds} s)\n`)
  return 0
}
