import type { SourceModel } from '../emit/emit-files.ts'
import type { GeneratedFolders } from '../write/compare-tree.ts'
import type { CodegenJob } from './codegen-job.ts'

/** Where a job's stray files may be: the folders it owns, or, in a folder of somebody else's, those of its own providers. */
export function generatedFolders(job: CodegenJob, sources: readonly SourceModel[]): GeneratedFolders {
  const { targets, ownsFolders } = job
  if (targets === undefined) return { folders: [], owned: false }
  if (!ownsFolders) return { folders: sources.map(({ model }) => `${targets.clients}/${model.table.id}`), owned: false }
  return { folders: [targets.clients, targets.catalog, targets.reference].filter((folder) => folder !== undefined), owned: true }
}
