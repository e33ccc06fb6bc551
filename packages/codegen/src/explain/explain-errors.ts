import type { ErrorObject } from 'ajv'
import { joinPointer, valueAt } from '../spec/json-pointer.ts'
import { isObject } from '../spec/place.ts'
import { collapseAlternatives } from './collapse-alternatives.ts'
import { type Described, describeError, type Subject } from './describe-error.ts'
import { onePerValue } from './one-per-value.ts'
import { fillMessage, findRuleMessage, namedFields, type RuleMessage } from './rule-message.ts'
import type { ValueIssue } from './value-issue.ts'

export type ExplainOptions = {
  /** The value that was validated. */
  readonly data: unknown
  /** What the value as a whole is called in messages. Default: `the request`. */
  readonly subject?: string
  /** The document's own messages by schema path, as in an operation's table. */
  readonly messages?: Readonly<Record<string, string>>
  /** Stand in for `{field}` in messages where the field was not sent. */
  readonly defaults?: Readonly<Record<string, unknown>>
}

/**
 * Turns the errors of ajv (`allErrors`, and `verbose` for suggestions) into issues a person understands: one for each bad value, the
 * document's own message where it has one, no complaint that is only the shadow of another.
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

/** That a field takes a number and was given text is said better by naming the two than by the document's message for the field. */
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
  return collapseAlternatives(error, inner, { subject: context.subject, explain: (some) => explain(some, context) })
}

/** Without those that an `anyOf` or `oneOf` among them speaks for, and without the ones that only announce others. */
function outermost(errors: readonly ErrorObject[]): ErrorObject[] {
  const alternatives = errors.filter(isAlternative)
  const own = errors.filter((error) => error.keyword !== 'if' && !alternatives.some((other) => other !== error && isInside(error, other)))
  // Of a value of the wrong type nothing else is worth saying.
  const mistyped = new Set(own.filter((error) => error.keyword === 'type').map((error) => error.instancePath))
  return own.filter((error) => error.keyword === 'type' || !mistyped.has(error.instancePath))
}

function isAlternative(error: ErrorObject): boolean {
  return error.keyword === 'anyOf' || error.keyword === 'oneOf'
}

function isInside(error: ErrorObject, outer: ErrorObject): boolean {
  return error.schemaPath.startsWith(`${outer.schemaPath}/`) && error.instancePath.startsWith(outer.instancePath)
}

/** A rule over several fields is shown at the one it refused, else at the last field given that it speaks of. */
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
