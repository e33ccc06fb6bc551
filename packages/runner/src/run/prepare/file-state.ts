import { join } from 'node:path'
import type { PlacedFile } from '../../job/job-state.ts'
import { holdsContent, outputFacts } from '../../store/outputs/output-facts.ts'

/** Whether a file is still at the path of the output, with the content that was written. */
export async function fileState(
  outputDir: string,
  output: string | undefined,
  file: PlacedFile | undefined,
): Promise<'intact' | 'missing' | 'changed'> {
  if (output === undefined) return 'intact'
  if (file === undefined || file.path !== output) return 'missing'
  const path = join(outputDir, ...output.split('/'))
  const found = outputFacts(path)
  if (found === undefined) return 'missing'
  return (await holdsContent(path, file, found)) ? 'intact' : 'changed'
}
