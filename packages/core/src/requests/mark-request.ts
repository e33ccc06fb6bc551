import type { OperationTable } from '../contract/index.ts'
import { partsOf } from '../expressions/evaluate.ts'
import { pointerSegments } from '../json/pointer.ts'
import { withValueAt } from './build-read.ts'
import type { FieldsByPart } from './build-request.ts'

/** Puts the key of a submission where the document says. */
export function markRequest({ keys = [] }: Pick<OperationTable, 'keys'>, parts: Partial<FieldsByPart>, key: string): Partial<FieldsByPart> {
  const marked: Record<string, unknown> = { ...parts }
  for (const { at, format } of keys) {
    const value = format === 'hex' ? key.replaceAll('-', '') : key
    const [, place = '', name = ''] = partsOf(at)
    const path = place === 'body' ? pointerSegments(name) : [place === 'header' ? name.toLowerCase() : name]
    const part = place === 'header' ? 'headers' : place
    marked[part] = withValueAt(marked[part], path, value)
  }
  return marked
}
