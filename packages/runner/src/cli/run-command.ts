import { secretsIn } from '../plan/forbid-keys.ts'
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
  // What is quoted from a file may be a secret of this environment long before it is used as a key.
  for (const secret of secretsIn(context.env)) if (!isNameOrPlace(secret)) context.hide(secret)
  try {
    return await dispatch(argv, context, version)
  } catch (error) {
    printFailure(error, context)
    return statusOfError(error)
  }
}

/** Words, paths and addresses are no secrets, whatever the variable is called that holds one (`AUTH_METHOD=password`): they stand in much that is printed. */
const isNameOrPlace = (value: string): boolean => /^(?:[a-z][a-z_-]*|[a-z][a-z0-9+.-]*:\/\/[^@]*|(?:[.~]{0,2}\/[\w.-]+)+\/?)$/i.test(value)
