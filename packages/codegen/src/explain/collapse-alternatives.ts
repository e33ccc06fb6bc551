import type { ErrorObject } from 'ajv'
import { joinPointer, valueAt } from '../spec/json-pointer.ts'
import { isObject } from '../spec/place.ts'
import { type Described, describeError, type Subject } from './describe-error.ts'
import { listText, valueName } from './value-name.ts'

type Explain = (errors: readonly ErrorObject[]) => Described[]

/**
 * What `anyOf` or `oneOf` says when it refuses a value: of all the alternatives' complaints, those a person can use. Where the
 * alternatives differ only in one respect (type, values, a field that must be there) that is said of all of them together; otherwise
 * the complaints of the alternative the value comes nearest to.
 */
export function collapseAlternatives(
  error: ErrorObject,
  inner: readonly ErrorObject[],
  { subject, explain }: { subject: Subject; explain: Explain },
): Described[] {
  const passing = (error.params as { passingSchemas?: number[] | null }).passingSchemas
  if (Array.isArray(passing)) return [tooMany(error, passing, subject)]
  const branches = branchesOf(error, inner)
  return together(error, branches, subject) ?? explain(nearest(error, branches))
}

function branchesOf(error: ErrorObject, inner: readonly ErrorObject[]): ErrorObject[][] {
  const byIndex = new Map<string, ErrorObject[]>()
  for (const one of inner) {
    const index = one.schemaPath.slice(error.schemaPath.length + 1).split('/')[0] ?? ''
    byIndex.set(index, [...(byIndex.get(index) ?? []), one])
  }
  return [...byIndex.values()]
}

/** One sentence for all alternatives, where each fails for one reason of the same kind at the value itself. */
function together(error: ErrorObject, branches: readonly ErrorObject[][], subject: Subject): Described[] | undefined {
  const all = branches.flat()
  const here = all.every((one) => one.instancePath === error.instancePath)
  const first = all[0]
  if (first === undefined || !here) return undefined
  const pointer = error.instancePath
  if (all.every((one) => one.keyword === 'required')) {
    const begun = branches.filter((branch) => isBegun(branch, valueAt(subject.data, pointer)))
    if (begun.length === 1) return begun.flat().map((one) => describeError(one, subject))
    const names = branches.map((branch) =>
      listText(
        branch.map((one) => (one.params as { missingProperty: string }).missingProperty),
        'and',
      ),
    )
    const message = `${pointer === '' ? '' : `${valueName(pointer, subject.name)}: `}one of ${listText([...new Set(names)])} is required`
    return [{ pointer, keyword: error.keyword, message }]
  }
  if (branches.some((branch) => branch.length > 1)) return undefined
  if (all.every((one) => one.keyword === 'type')) {
    const type = [...new Set(all.flatMap((one) => (one.params as { type: string | string[] }).type))]
    return [describeError({ ...first, params: { type } }, subject)]
  }
  if (all.every((one) => one.keyword === 'enum' || one.keyword === 'const')) {
    const allowedValues = all.flatMap((one) => {
      const params = one.params as { allowedValues?: unknown[]; allowedValue?: unknown }
      return params.allowedValues ?? [params.allowedValue]
    })
    return [describeError({ ...first, keyword: 'enum', params: { allowedValues: [...new Set(allowedValues)] } }, subject)]
  }
  return undefined
}

/** Some of the fields an alternative requires are there, so that it is the one that was meant. */
function isBegun(branch: readonly ErrorObject[], value: unknown): boolean {
  const required = requiredOf(branch[0]?.parentSchema)
  return isObject(value) && required.some((name) => Object.hasOwn(value, name))
}

/** The alternative the value was probably meant for: right in type, right in its constants, with the fewest complaints. */
function nearest(error: ErrorObject, branches: readonly ErrorObject[][]): ErrorObject[] {
  const cost = (branch: readonly ErrorObject[]): number =>
    branch.reduce((sum, one) => {
      const atValue = one.instancePath === error.instancePath
      if (atValue && one.keyword === 'type') return sum + 1000
      return sum + (one.keyword === 'const' || (one.keyword === 'enum' && !atValue) ? 10 : 1)
    }, 0)
  return branches.toSorted((a, b) => cost(a) - cost(b))[0] ?? []
}

/** More than one alternative of `oneOf` holds: mostly two fields that exclude each other. */
function tooMany(error: ErrorObject, passing: readonly number[], subject: Subject): Described {
  const branches = Array.isArray(error.schema) ? (error.schema as unknown[]) : []
  const fields = passing.flatMap((index) => requiredOf(branches[index]))
  const value = valueAt(subject.data, error.instancePath)
  const given = [...new Set(fields)].filter((field) => isObject(value) && Object.hasOwn(value, field))
  const last = given.at(-1)
  if (given.length < 2 || last === undefined) {
    return {
      pointer: error.instancePath,
      keyword: error.keyword,
      message: `${valueName(error.instancePath, subject.name)} can be understood in more than one way`,
    }
  }
  return {
    pointer: joinPointer(error.instancePath, last),
    keyword: error.keyword,
    message: `${listText(given, 'and')} exclude each other: give one of them`,
  }
}

function requiredOf(schema: unknown): string[] {
  return isObject(schema) && Array.isArray(schema['required']) ? (schema['required'] as string[]) : []
}
