import type { OperationTable } from '@shotlist/core/contract'
import { fieldName, listText, valueText } from '@shotlist/core/reasons'
import type { ValidateFunction } from 'ajv'
import type { JsonSchema, ProviderModel } from '../ir/model.ts'
import { suggest } from '../issues/suggest.ts'
import { joinPointer, splitPointer } from '../spec/json-pointer.ts'
import { isObject, textOf } from '../spec/place.ts'
import { compileValidator } from './compile-validator.ts'
import { explainErrors } from './explain-errors.ts'
import { isBelow, withoutUnresolved } from './unresolved.ts'
import type { ValueIssue } from './value-issue.ts'

export type ValidateInputOptions = {
  /** JSON pointers of values that are only known later (an output of another job). They are not checked. */
  readonly unresolved?: readonly string[]
}

/**
 * Returns a validator of an operation that was compiled in advance, of its rules or of its advice; `undefined` if it must be compiled now.
 */
export type FindCompiled = (operation: string, part: 'input' | 'advice') => ValidateFunction | undefined

/** Validates the input of one operation. The input may be sent if the list is empty or has only warnings. */
export type InputValidator = (input: unknown, options?: ValidateInputOptions) => ValueIssue[]

const compiled = new WeakMap<ProviderModel, FindCompiled>()

/** Registers the validators of a model that were compiled when the package was built. */
export function useCompiledValidators(model: ProviderModel, find: FindCompiled): void {
  compiled.set(model, find)
}

const validators = new WeakMap<ProviderModel, Map<string, InputValidator>>()

/**
 * The validator of one operation's input, compiled once for each model.
 *
 * @throws RangeError when the provider has no operation of that name.
 */
export function createInputValidator(model: ProviderModel, operationName: string): InputValidator {
  const known = validators.get(model) ?? new Map<string, InputValidator>()
  validators.set(model, known)
  const validator = known.get(operationName) ?? build(model, operationName)
  known.set(operationName, validator)
  return validator
}

function build(model: ProviderModel, name: string): InputValidator {
  const operation = Object.hasOwn(model.operations, name) ? model.operations[name] : undefined
  const table = Object.hasOwn(model.table.operations, name) ? model.table.operations[name] : undefined
  if (operation === undefined || table === undefined) throw new RangeError(`${model.table.id} has no operation ${JSON.stringify(name)}`)
  const { messages, defaults, openEnums } = table
  const { advice } = operation
  const refusals = issuesOf(operation.input, () => compiled.get(model)?.(name, 'input'), { messages, defaults })
  const warnings =
    advice === undefined
      ? () => []
      : issuesOf(advice.schema, () => compiled.get(model)?.(name, 'advice'), { messages: advice.messages, defaults })
  return (input, { unresolved = [] } = {}) => {
    const data = withDigits(input)
    const refused = refusals(data, unresolved)
    // A refused value needs no warning.
    const settled = [...unresolved, ...refused.map(({ pointer }) => pointer).filter((pointer) => pointer !== '')]
    const noted = warnings(data, unresolved).map((issue): ValueIssue => Object.assign({}, issue, { severity: 'warning' as const }))
    return [...refused, ...[...noted, ...openEnumWarnings(data, openEnums)].filter((issue) => !isBelow(issue.pointer, settled))]
  }
}

type Texts = Pick<OperationTable, 'messages' | 'defaults'>

/** What a schema says against an input. The validator is compiled when it is first needed. */
function issuesOf(schema: JsonSchema, find: () => ValidateFunction | undefined, texts: Texts) {
  let validate: ValidateFunction | undefined
  return (data: unknown, unresolved: readonly string[]): ValueIssue[] => {
    validate ??= find() ?? compileValidator(schema)
    const errors = validate(data) ? [] : withoutUnresolved(validate.errors ?? [], unresolved)
    return explainErrors(errors, { data, ...texts })
  }
}

/** Replaces a bigint by its digits, because JSON Schema has no bigint. */
function withDigits(value: unknown): unknown {
  if (typeof value === 'bigint') return value.toString()
  if (Array.isArray(value)) return value.map(withDigits)
  return isObject(value) && Object.getPrototypeOf(value) === Object.prototype
    ? Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, withDigits(inner)]))
    : value
}

/** Warnings for values of open enums that are not among the known ones. */
function openEnumWarnings(input: unknown, openEnums: OperationTable['openEnums']): ValueIssue[] {
  return Object.entries(openEnums).flatMap(([pattern, known]) =>
    valuesAt(input, splitPointer(pattern))
      .filter(({ value }) => !known.some((one) => textOf(one) === textOf(value)))
      .map(({ pointer, value }) => warning(pointer, value, known)),
  )
}

function warning(pointer: string, value: unknown, known: readonly (string | number)[]): ValueIssue {
  const suggestion = suggest(textOf(value), known.map(textOf))
  const hint = suggestion === undefined ? `known are ${listText(known, 'and')}` : `did you mean ${suggestion}?`
  const message = `${fieldName(pointer)} ${valueText(value)} is not among the known values: ${hint}`
  const issue: ValueIssue = { pointer, message, keyword: 'open-enum', severity: 'warning', allowed: known }
  return suggestion === undefined ? issue : { ...issue, suggestion }
}

type Found = { pointer: string; value: unknown }

function valuesAt(value: unknown, segments: readonly string[], pointer = ''): Found[] {
  const [segment, ...rest] = segments
  if (segment === undefined) return value === undefined || value === null || typeof value === 'object' ? [] : [{ pointer, value }]
  if (Array.isArray(value)) return segment === '-' ? value.flatMap((item, index) => valuesAt(item, rest, joinPointer(pointer, index))) : []
  return isObject(value) && Object.hasOwn(value, segment) ? valuesAt(value[segment], rest, joinPointer(pointer, segment)) : []
}
