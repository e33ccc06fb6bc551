import type { Source } from '@shotlist/codegen/yaml'
import type { Place } from '../yaml/node.ts'

/** The place of a whole line (from 1). */
export function linePlace(source: Source, line: number): Place {
  let start = 0
  for (let count = 1; count < line; count += 1) {
    const next = source.text.indexOf('\n', start)
    if (next === -1) break
    start = next + 1
  }
  return { start, end: start + Math.max(1, source.line(line).length), path: '' }
}
