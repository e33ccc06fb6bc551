import { UsageError } from '../../errors/input-errors.ts'
import type { VerbOption, VerbOptions } from '../verb.ts'

export const PORT_OPTION: VerbOption = {
  flags: '--port <number>',
  description: 'port of the review page; default: 4747, or any free port',
  parse: parsePort,
}

/** Options of verbs that may serve the review page while they run. */
export const UI_OPTIONS: readonly VerbOption[] = [
  { flags: '--ui', description: 'serve the live review page during the run; jobs wait for picks made there' },
  PORT_OPTION,
]

/** The port that `--port` names. */
export function portFrom(options: VerbOptions): { readonly port?: number } {
  return typeof options['port'] === 'number' ? { port: options['port'] } : {}
}

function parsePort(text: string): number {
  const port = /^\d{1,5}$/.test(text) ? Number(text) : Number.NaN
  if (port > 0 && port < 65_536) return port
  throw new UsageError(`--port needs a number from 1 to 65535, not ${text}`)
}
