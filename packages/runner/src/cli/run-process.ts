import { processContext } from './process-context.ts'
import { quietSqliteWarning } from './quiet-sqlite-warning.ts'
import { runCommand } from './run-command.ts'

/** Runs the command line of this process, and ends the process with its exit status. */
export async function runProcess(version: string): Promise<void> {
  quietSqliteWarning()
  const status = await runCommand(process.argv.slice(2), processContext(), version)
  // Connections that are kept open for the next request would keep the process waiting.
  process.stdout.write('', () => process.exit(status))
}
