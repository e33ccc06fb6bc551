import { open, rm } from 'node:fs/promises'
import { OutputError } from '../errors/output-error.ts'
import { prepareOutput } from '../store/outputs/output-path.ts'

/**
 * Makes sure that files can be written below the output folder, before anything is paid for that would go there.
 *
 * @param path of a file to try it with, below `outputDir`
 * @throws {OutputError}
 */
export async function probeOutput(outputDir: string, path: string): Promise<void> {
  try {
    const probe = prepareOutput(outputDir, path)
    await rm(probe, { force: true })
    const file = await open(probe, 'wx')
    await file.close()
    await rm(probe, { force: true })
  } catch (error) {
    const cause = error instanceof OutputError ? error.cause : error
    if (error instanceof OutputError && cause === undefined) throw error
    throw new OutputError(outputDir, { hint: 'Nothing was sent. Mend that and run again.', cause, nothingSent: true })
  }
}
