import type { IssueList } from '../issue-list.ts'
import type { ScalarNode } from '../yaml/node.ts'
import { evaluate, evaluateOptional, LEFT_OUT } from './evaluate.ts'
import { type CompiledValue, type Expression, isOutputReference, type OutputReference, type Scope, type Template } from './expression.ts'
import { addExpressionIssue, ExpressionError } from './expression-error.ts'
import { OPTIONAL } from './functions.ts'

/**
 * Replaces a value that could not be evaluated, after the mistake has been reported. As a reference it passes the checks of values, so that no
 * more errors follow from the mistake.
 */
export const BROKEN: OutputReference = { $output: { instance: '', name: '' } }

/** Whether a value replaces one that could not be evaluated. */
export function isBrokenValue(value: unknown): boolean {
  return value === BROKEN
}

/**
 * Evaluates a value for one scope. Outputs of other jobs stay in the result as `$output`, and texts with such outputs as `$text`. In a
 * request, `LEFT_OUT` stands for a value that is left out.
 */
export function evaluateValue(value: CompiledValue, scope: Scope, issues: IssueList): unknown {
  switch (value.kind) {
    case 'static':
      return value.value
    case 'broken':
      return BROKEN
    case 'list':
      return value.items.map((item) => evaluateValue(item, scope, issues)).filter((item) => item !== LEFT_OUT)
    case 'map':
      return Object.fromEntries(
        value.entries.map(([key, item]) => [key, evaluateValue(item, scope, issues)] as const).filter(([, item]) => item !== LEFT_OUT),
      )
    case 'template':
      return evaluateTemplate(value.template, value.node, { scope, issues })
  }
}

type Context = { readonly scope: Scope; readonly issues: IssueList }

function evaluateTemplate(template: Template, node: ScalarNode, { scope, issues }: Context): unknown {
  const values: unknown[] = []
  let index = -1
  let hasMistake = false
  for (const part of template.parts) {
    if (typeof part !== 'string') index += 1
    try {
      values.push(typeof part === 'string' ? part : evaluatePart(part, template.whole, scope))
      if (isTooLarge(values)) throw new RangeError('too large')
    } catch (error) {
      const problem = asExpressionError(error)
      addExpressionIssue(problem, { node, index, issues })
      // Every mistake of a text is reported, but a text that is too large is reported once.
      if (problem.code === 'too-large') return BROKEN
      hasMistake = true
    }
  }
  if (hasMistake) return BROKEN
  if (template.whole) return values[0]
  return values.some(isOutputReference) ? { $text: joinTexts(values) } : values.join('')
}

/** The JavaScript engine throws a `RangeError` for a text that is too long for it. */
function asExpressionError(error: unknown): ExpressionError {
  if (error instanceof ExpressionError) return error
  if (!(error instanceof RangeError)) throw error
  return new ExpressionError('this value is too large; the limit is 1,000,000 characters or 100,000 values', {
    code: 'too-large',
    start: 0,
    end: OPENING,
  })
}

/** Length of the `${{`, which is the place of an error in a whole expression. */
const OPENING = 3

function evaluatePart(part: Expression, whole: boolean, scope: Scope): unknown {
  const isOptional = whole && part.kind === 'call' && part.name === OPTIONAL
  const value = isOptional ? evaluateOptional(part, scope) : evaluate(part, scope)
  if (value === LEFT_OUT) return value
  if (isOutputReference(value)) return whole ? value : single(value, part)
  if (whole) return refuseReserved(value, part)
  if (value !== null && value !== undefined && typeof value !== 'object') return String(value)
  const what = value === null || value === undefined ? 'nothing' : Array.isArray(value) ? 'a list' : 'a mapping'
  throw new ExpressionError(`this is ${what}, which cannot be part of a text`, {
    code: 'wrong-type',
    start: part.start,
    end: part.end,
    hint:
      what === 'nothing'
        ? "Give a value for that case: `default(..., '...')`."
        : 'Use `join(list)` or `json(value)`, or make it the whole value.',
  })
}

/** Refuses an output that is a list as a part of a text. */
function single(reference: OutputReference, { start, end }: Expression): OutputReference {
  const { list, name } = reference.$output
  if (list !== true) return reference
  throw new ExpressionError(`\`${name}\` is a list, which cannot be part of a text`, {
    code: 'wrong-type',
    start,
    end,
    hint: `Name one of its items: \`${name}[0]\` is the first.`,
  })
}

/** Refuses data with keys that a plan would read as values that are known later. */
function refuseReserved(value: unknown, part: Expression): unknown {
  if (typeof value !== 'object' || value === null) return value ?? null
  for (const [key, item] of Object.entries(value)) {
    if (key.startsWith('$'))
      throw new ExpressionError(`\`${key}\` cannot be a key: Shotlist reserves keys that begin with \`$\``, {
        code: 'bad-name',
        start: part.start,
        end: part.end,
      })
    refuseReserved(item, part)
  }
  return value
}

/** Joins neighbouring texts. */
function joinTexts(values: readonly unknown[]): readonly unknown[] {
  const parts: unknown[] = []
  for (const value of values) {
    const last = parts.at(-1)
    if (typeof value === 'string' && typeof last === 'string') parts[parts.length - 1] = last + value
    else parts.push(value)
  }
  return parts
}

/** Limits for the characters of a value and for the values in it, at all depths. No real request comes near them. */
const MAX_CHARACTERS = 1_000_000
const MAX_VALUES = 100_000

/**
 * Whether a value is above the limits. A few variables that each use another one ten times can mean billions of values. They share memory,
 * but reading all of them would never end, so the count stops at the limit.
 */
function isTooLarge(value: unknown): boolean {
  let values = 0
  let characters = 0
  const walk = (part: unknown): boolean => {
    if (typeof part === 'string') characters += part.length
    values += 1
    if (values > MAX_VALUES || characters > MAX_CHARACTERS) return true
    return typeof part === 'object' && part !== null && Object.values(part).some(walk)
  }
  return walk(value)
}
