import { dispatch } from './dispatch.ts'
import { statusOfError } from './exit-status.ts'
import { printFailure } from './print-failure.ts'
import type { VerbContext } from './verb.ts'

/**
 * Runs a command line. Returns the exit status; whatever goes wrong is printed here, and nowhere else.
 *
 * @param argv without node and script
 */
export async function runCommand(argv: readonly string[], context: VerbContext, version: string): Promise<number> {
  try {
    return await dispatch(argv, context, version)
  } catch (error) {
    printFailure(error, context)
    return statusOfError(error)
  }
}
