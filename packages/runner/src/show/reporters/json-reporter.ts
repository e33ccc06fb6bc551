import { jsonText } from '../text/print-json.ts'
import type { Reporter } from './reporter.ts'

/** One event a line, as JSON (`--json`): https://github.com/ndjson/ndjson-spec. */
export const jsonReporter = (stdout: { write(text: string): unknown }): Reporter => ({
  event: (event) => stdout.write(`${jsonText(event)}\n`),
  end: () => undefined,
})
