import type { ErrorObject } from 'ajv'
import { restsOn } from '../keywords/keyword-rules.ts'
import { propertiesInPlace } from '../spec/in-place.ts'
import { textOf } from '../spec/place.ts'
import { branchesOf, isAlternative, isInside } from './explain-errors.ts'

/**
 * The errors that remain if some values are only known later. An `anyOf` or `oneOf` is not judged if one of its alternatives fails at such
 * values alone.
 *
 * @param unresolved JSON pointers of these values.
 */
export function withoutUnresolved(errors: readonly ErrorObject[], unresolved: readonly string[]): readonly ErrorObject[] {
  if (unresolved.length === 0) return errors
  const known = errors.filter((error) => !isUnresolved(error, unresolved))
  const open = known.filter((error) => isAlternative(error) && isOpen(error, errors, unresolved))
  if (open.length === 0) return known
  return known.filter((error) => !open.some((outer) => error === outer || isInside(error, outer) || isLeftOver(error, outer)))
}

function isUnresolved(error: ErrorObject, unresolved: readonly string[]): boolean {
  return isBelow(error.instancePath, unresolved) || unresolved.some((pointer) => restsOn(error, pointer))
}

/** Whether a JSON pointer is one of others, or below it. */
export function isBelow(pointer: string, above: readonly string[]): boolean {
  return above.some((one) => pointer === one || pointer.startsWith(`${one}/`))
}

/** Whether one of the alternatives may hold, once the values are known. */
function isOpen(error: ErrorObject, all: readonly ErrorObject[], unresolved: readonly string[]): boolean {
  const inner = all.filter((one) => one !== error && isInside(one, error))
  return branchesOf(error, inner).some((branch) => withoutUnresolved(branch, unresolved).length === 0)
}

/** Whether a field counts as unknown only because no alternative that declares it holds yet. */
function isLeftOver(error: ErrorObject, outer: ErrorObject): boolean {
  if (error.keyword !== 'unevaluatedProperties' || error.instancePath !== outer.instancePath) return false
  const { unevaluatedProperty } = error.params as { unevaluatedProperty?: unknown }
  return propertiesInPlace(outer.parentSchema).has(textOf(unevaluatedProperty))
}
