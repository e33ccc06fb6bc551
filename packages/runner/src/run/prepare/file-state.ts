import { join } from 'node:path'
import { allFiles, type PlacedFiles } from '../../job/job-state.ts'
import { pathFor } from '../../plan/outputs/output-names.ts'
import { holdsContent, outputFacts } from '../../store/outputs/output-facts.ts'

/** Whether the files of a render are still at the paths of the output, with the content that was written. */
export async function fileState(
  outputDir: string,
  output: string | undefined,
  render: PlacedFiles,
): Promise<'intact' | 'missing' | 'changed'> {
  if (output === undefined) return 'intact'
  const files = allFiles(render)
  if (files.length === 0) return 'missing'
  for (const file of files) {
    if (file.path !== pathFor(output, file)) return 'missing'
    const path = join(outputDir, ...file.path.split('/'))
    const found = outputFacts(path)
    if (found === undefined) return 'missing'
    if (!(await holdsContent(path, file, found))) return 'changed'
  }
  return 'intact'
}
