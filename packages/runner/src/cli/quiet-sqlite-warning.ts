/**
 * Node 22 warns that `node:sqlite` is experimental whenever it is loaded; from Node 24 on it is not. To users of the command the warning says
 * nothing, and it would stand in the middle of what they read.
 */
export function quietSqliteWarning(): void {
  const emit = process.emitWarning.bind(process) as (...args: unknown[]) => void
  process.emitWarning = ((warning: string | Error, ...rest: unknown[]) => {
    if (!String(warning).includes('SQLite is an experimental feature')) emit(warning, ...rest)
  }) as typeof process.emitWarning
}
