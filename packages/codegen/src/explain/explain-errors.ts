import { fieldName, listText, NOT_TOGETHER, oneIsRequired, reasonText } from '@shotlist/core/reasons'
import type { ErrorObject } from 'ajv'
import { joinPointer, valueAt } from '../spec/json-pointer.ts'
import { isObject, own } from '../spec/place.ts'
import { type Described, describeError, type Subject } from './describe-error.ts'
import { fillMessage, findRuleMessage, namedFields, type RuleMessage } from './rule-message.ts'
import type { ValueIssue } from './value-issue.ts'

export type ExplainOptions = {
  /** The value that was validated. */
  readonly data: unknown
  /** Name of the whole value in messages. Default: `the request`. */
  readonly subject?: string
  /** The document's own messages by schema path, as in an operation's table. */
  readonly messages?: Readonly<Record<string, string>>
  /** Values for `{field}` in messages, if the field was not sent. */
  readonly defaults?: Readonly<Record<string, unknown>>
}

/**
 * Turns the errors of ajv (`allErrors`, and `verbose` for suggestions) into issues for people: one for each bad value, with the document's
 * own message if there is one, without errors that only follow from others.
 */
export function explainErrors(errors: readonly ErrorObject[], options: ExplainOptions): ValueIssue[] {
  const subject: Subject = { data: options.data, name: options.subject ?? 'the request' }
  return onePerValue(explain(errors, { subject, messages: options.messages ?? {}, defaults: options.defaults ?? {} }))
}

type Context = { subject: Subject; messages: Readonly<Record<string, string>>; defaults: Readonly<Record<string, unknown>> }

function explain(errors: readonly ErrorObject[], context: Context): Described[] {
  const found: Described[] = []
  const told = new Set<string>()
  for (const error of outermost(errors)) {
    const rule = findRuleMessage(error, context.messages)
    if (rule === undefined || isPlainType(error, rule)) found.push(...explainOne(error, errors, context))
    else if (!told.has(`${rule.path} ${rule.base}`)) {
      told.add(`${rule.path} ${rule.base}`)
      found.push(explainByRule(error, rule, context))
    }
  }
  return found
}

/** Whether a field has a value of the wrong type. Naming both types explains this better than the document's message for the field. */
function isPlainType(error: ErrorObject, rule: RuleMessage): boolean {
  return error.schemaPath === `${rule.path}/type` && rule.base !== ''
}

function explainByRule(error: ErrorObject, rule: RuleMessage, context: Context): Described {
  const message = fillMessage(rule, context.subject, context.defaults)
  const onField = rule.base !== '' && rule.base === error.instancePath && !isAlternative(error)
  if (onField) return Object.assign(describeError(error, context.subject), { message })
  return { pointer: rulePointer(error, rule, context), keyword: 'x-message', message }
}

function explainOne(error: ErrorObject, errors: readonly ErrorObject[], context: Context): Described[] {
  if (!isAlternative(error)) return [describeError(error, context.subject)]
  const inner = errors.filter((one) => one !== error && isInside(one, error))
  return collapseAlternatives(error, inner, { subject: context.subject, explainInner: (some) => explain(some, context) })
}

/** Drops the errors that an `anyOf` or `oneOf` among them summarises, and those that only introduce others. */
function outermost(errors: readonly ErrorObject[]): ErrorObject[] {
  const alternatives = errors.filter(isAlternative)
  const direct = errors.filter(
    (error) => error.keyword !== 'if' && !alternatives.some((other) => other !== error && isInside(error, other)),
  )
  // For a value of the wrong type, no other error helps.
  const mistyped = new Set(direct.filter((error) => error.keyword === 'type').map((error) => error.instancePath))
  return direct.filter((error) => error.keyword === 'type' || !mistyped.has(error.instancePath))
}

/** Whether the error is that of an `anyOf` or `oneOf`. */
export function isAlternative(error: ErrorObject): boolean {
  return error.keyword === 'anyOf' || error.keyword === 'oneOf'
}

/** Whether an error is of a part of what another is about. */
export function isInside(error: ErrorObject, outer: ErrorObject): boolean {
  return error.schemaPath.startsWith(`${outer.schemaPath}/`) && error.instancePath.startsWith(outer.instancePath)
}

/** The place of the error of a rule over several fields: the field that it refused, otherwise the last given field that it names. */
function rulePointer(error: ErrorObject, rule: RuleMessage, { subject }: Context): string {
  if (error.instancePath !== rule.base) return error.instancePath
  const value = valueAt(subject.data, rule.base)
  const named = [...namedFields(rule.text), ...requiredTogether(error)].filter((name) => isObject(value) && Object.hasOwn(value, name))
  const last = named.at(-1)
  return last === undefined ? rule.base : joinPointer(rule.base, last)
}

/** `not: { required: [a, b] }`: the fields that exclude each other. */
function requiredTogether(error: ErrorObject): string[] {
  const refused: unknown = error.keyword === 'not' ? error.schema : undefined
  return isObject(refused) && Array.isArray(refused['required']) ? (refused['required'] as string[]) : []
}

/** Order of several errors of one value: the plainest first. A missing field never follows from another error. */
const RANKS: Readonly<Record<string, number>> = {
  type: 0,
  'false schema': 1,
  enum: 1,
  const: 1,
  'x-message': 3,
  // The document's own message about an unexpected field is better than 'not known'.
  additionalProperties: 4,
  unevaluatedProperties: 4,
}

/** Keeps one issue for each value, and each issue about missing fields once. */
function onePerValue(found: readonly Described[]): ValueIssue[] {
  const kept = new Map<string, Described>()
  for (const issue of found) {
    const ofWhole = issue.keyword === 'required' || issue.keyword === 'dependentRequired' || issue.pointer === ''
    const key = ofWhole ? `${issue.pointer} ${issue.message}` : issue.pointer
    const known = kept.get(key)
    if (known === undefined || rank(issue) < rank(known)) kept.set(key, issue)
  }
  return [...kept.values()].filter((issue) => !isShadow(issue, kept)).map((issue) => Object.assign({ severity: 'error' as const }, issue))
}

function rank(issue: Described): number {
  return own(RANKS, issue.keyword) ?? 2
}

/** Whether a field is reported as unevaluated only because the branch that declares it failed for another reason. */
function isShadow(issue: Described, kept: ReadonlyMap<string, Described>): boolean {
  return issue.keyword === 'unevaluatedProperties' && issue.message.endsWith(NOT_TOGETHER) && kept.size > 1
}

type Explain = (errors: readonly ErrorObject[]) => Described[]

/**
 * The errors that help a user, among those of all alternatives of an `anyOf` or `oneOf` that refuses a value. If the alternatives differ in
 * one respect (type, values, a required field), one error summarises it for all; otherwise these are the errors of the most similar
 * alternative.
 */
function collapseAlternatives(
  error: ErrorObject,
  inner: readonly ErrorObject[],
  { subject, explainInner }: { subject: Subject; explainInner: Explain },
): Described[] {
  const passing = (error.params as { passingSchemas?: number[] | null }).passingSchemas
  if (Array.isArray(passing)) return [tooMany(error, passing, subject)]
  const branches = branchesOf(error, inner)
  return together(error, branches, subject) ?? explainInner(nearest(error, branches))
}

/** The errors inside that of an `anyOf` or `oneOf`, by alternative. Alternatives without errors are left out. */
export function branchesOf(error: ErrorObject, inner: readonly ErrorObject[]): ErrorObject[][] {
  const byIndex = new Map<string, ErrorObject[]>()
  for (const one of inner) {
    const index = one.schemaPath.slice(error.schemaPath.length + 1).split('/')[0] ?? ''
    byIndex.set(index, [...(byIndex.get(index) ?? []), one])
  }
  return [...byIndex.values()]
}

/** One sentence for all alternatives, if each fails for one reason of the same kind at the value itself. */
function together(error: ErrorObject, branches: readonly ErrorObject[][], subject: Subject): Described[] | undefined {
  const all = branches.flat()
  const here = all.every((one) => one.instancePath === error.instancePath)
  const first = all[0]
  if (first === undefined || !here) return undefined
  const pointer = error.instancePath
  if (all.every((one) => one.keyword === 'required')) {
    const begun = branches.filter((branch) => isBegun(branch, valueAt(subject.data, pointer)))
    if (begun.length === 1) return begun.flat().map((one) => describeError(one, subject))
    const missing = branches.map((branch) => branch.map((one) => (one.params as { missingProperty: string }).missingProperty))
    const message = `${pointer === '' ? '' : `${fieldName(pointer)}: `}${oneIsRequired(missing)}`
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

/** Whether some of the fields that an alternative requires are present, so that it is the intended one. */
function isBegun(branch: readonly ErrorObject[], value: unknown): boolean {
  const required = requiredOf(branch[0]?.parentSchema)
  return isObject(value) && required.some((name) => Object.hasOwn(value, name))
}

/** The alternative that the user probably meant: the type and constants match, with the fewest errors. */
function nearest(error: ErrorObject, branches: readonly ErrorObject[][]): ErrorObject[] {
  const cost = (branch: readonly ErrorObject[]): number =>
    branch.reduce((sum, one) => {
      const atValue = one.instancePath === error.instancePath
      if (atValue && one.keyword === 'type') return sum + 1000
      return sum + (one.keyword === 'const' || (one.keyword === 'enum' && !atValue) ? 10 : 1)
    }, 0)
  return branches.toSorted((a, b) => cost(a) - cost(b))[0] ?? []
}

/** The error if more than one alternative of `oneOf` holds: usually two fields that exclude each other. */
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
      message: `${fieldName(error.instancePath, subject.name)} ${reasonText(error, value)}`,
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
