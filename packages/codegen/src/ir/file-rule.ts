import type { FileLimits, FileRule } from '@shotlist/core/contract'
import type { DialectAccepts, DialectFile } from '../dialect/dialect.gen.ts'
import { defined } from '../issues/defined.ts'
import { isObject } from '../spec/place.ts'

/** The files that an upload or a field accepts. */
export function compileAccepts({
  types,
  max_bytes: maxBytes,
  max_side: maxSide,
  max_seconds: maxSeconds,
}: DialectAccepts = {}): FileLimits {
  return { types: types ?? [], ...defined({ maxBytes, maxSide, maxSeconds }) }
}

/** How a field's file goes inside the request (`x-file`). */
function compileFile({ as, type_field: typeField, url, accepts }: DialectFile): FileRule {
  return { as, ...defined({ typeField, url }), accepts: compileAccepts(accepts) }
}

/** The `x-file` of a schema; undefined if it has none, or one that other rules report. */
export function fileOf(schema: Readonly<Record<string, unknown>>): FileRule | undefined {
  const written = schema['x-file']
  return isObject(written) && isObject(written['accepts'] ?? {}) && 'as' in written ? compileFile(written as DialectFile) : undefined
}
