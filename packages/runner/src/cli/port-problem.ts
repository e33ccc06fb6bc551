import { UsageError } from '../errors/input-errors.ts'

/** The usage error if a server cannot listen at its address; undefined for any other error. */
export function portProblem(error: unknown, hint = 'Choose another --port, or leave it out to use any free port.'): UsageError | undefined {
  if (!(error instanceof Error) || !('code' in error)) return undefined
  if (error.code === 'EADDRINUSE') {
    const which = 'port' in error ? `the port is in use: ${String(error.port)}` : 'the port is in use'
    return new UsageError(which, { hint, cause: error })
  }
  const isRefused = error.code === 'EACCES' || error.code === 'EADDRNOTAVAIL' || error.code === 'ENOTFOUND' || error.code === 'EAI_AGAIN'
  return isRefused ? new UsageError(`cannot listen there: ${error.message}`, { cause: error }) : undefined
}
