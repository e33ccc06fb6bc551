import { defined } from '../../issues/defined.ts'
import { isObject, type PlainObject } from '../../spec/place.ts'

/** A schema without the rules that only warn, and those rules as a schema of their own. */
export type WithAdvice = { readonly rules: PlainObject; readonly advice?: PlainObject }

/**
 * Separates the members of `allOf` with `x-severity: warning`: a request that breaks one is sent, with a warning. The other rules refuse
 * requests.
 */
export function separateAdvice(schema: PlainObject): WithAdvice {
  const advice: unknown[] = []
  const rules = without(schema, advice)
  if (advice.length === 0) return { rules }
  return { rules, advice: { ...defined({ $defs: schema['$defs'] }), allOf: advice } }
}

function without(schema: PlainObject, found: unknown[]): PlainObject {
  const { allOf } = schema
  if (!Array.isArray(allOf)) return schema
  const kept = allOf.flatMap((member) => {
    if (!isObject(member)) return [member]
    if (member['x-severity'] !== 'warning') return [without(member, found)]
    found.push(member)
    return []
  })
  const { allOf: _all, ...rest } = schema
  return kept.length === 0 ? rest : { ...schema, allOf: kept }
}
