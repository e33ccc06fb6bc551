import { checkNode } from './check-node.ts'
import { statusOfError } from './exit-status.ts'
import type { Package } from './own-package.ts'
import { printFailure } from './print-failure.ts'
import type { VerbContext } from './verb.ts'

/**
 * Runs a command line. Returns the exit status; whatever goes wrong is printed here, and nowhere else.
 *
 * @param argv without node and script
 */
export async function runCommand(argv: readonly string[], context: VerbContext, { version, nodeRange }: Package): Promise<number> {
  try {
    checkNode(nodeRange, process.versions.node)
    // Loaded late: an older Node is told before anything it lacks is loaded.
    const { dispatch } = await import('./dispatch.ts')
    return await dispatch(argv, context, version)
  } catch (error) {
    printFailure(error, context)
    return statusOfError(error)
  }
}
