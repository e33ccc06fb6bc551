import { fieldName } from './field-name.ts'
import type { ValidationMistake } from './validator.ts'
import { listText } from './value-text.ts'

/** What is said in place of the mistakes of all alternatives. */
export type Collapsed = { readonly message: string } | { readonly mistakes: readonly ValidationMistake[] }

const branchOf = (mistake: ValidationMistake, whole: ValidationMistake): string =>
  mistake.schemaPath.slice(whole.schemaPath.length + 1).split('/', 1)[0] ?? ''

/** Where the alternatives differ in one respect only, that is said of all; else the complaints of the alternative that comes nearest. */
export const collapseAlternatives = (whole: ValidationMistake, inner: readonly ValidationMistake[]): Collapsed => {
  const name = fieldName(whole.instancePath)
  if (inner.length === 0) return { message: `${name} fits more than one of the alternatives of which one may be given` }
  const here = inner.filter(({ instancePath }) => instancePath === whole.instancePath)
  if (here.length === inner.length && inner.every(({ keyword }) => keyword === 'required')) {
    return { message: `one of ${listText([...new Set(inner.map(({ params }) => params['missingProperty']))])} is required` }
  }
  const branches = new Map<string, ValidationMistake[]>()
  for (const mistake of inner) {
    const branch = branchOf(mistake, whole)
    branches.set(branch, [...(branches.get(branch) ?? []), mistake])
  }
  // An alternative of another type was not meant.
  const distance = (mistakes: readonly ValidationMistake[]): number =>
    mistakes.length +
    (mistakes.some(({ keyword, instancePath }) => keyword === 'type' && instancePath === whole.instancePath) ? inner.length : 0)
  const [nearest] = [...branches.values()].toSorted((left, right) => distance(left) - distance(right))
  return { mistakes: nearest ?? [] }
}
