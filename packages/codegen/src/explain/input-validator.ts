import type { OperationTable } from '@shotlist/core/contract'
import type { ErrorObject, ValidateFunction } from 'ajv'
import type { ProviderModel } from '../ir/model.ts'
import { suggest } from '../issues/suggest.ts'
import { restsOn } from '../keywords/keyword-rules.ts'
import { joinPointer, splitPointer } from '../spec/json-pointer.ts'
import { isObject, textOf } from '../spec/place.ts'
import { compileValidator } from './compile-validator.ts'
import { explainErrors } from './explain-errors.ts'
import type { ValueIssue } from './value-issue.ts'
import { listText, valueName, valueText } from './value-issue.ts'

export type ValidateInputOptions = {
  /** JSON pointers of values that are only known later (an output of another job): nothing is said of them. */
  readonly unresolved?: readonly string[]
}

/** The validator of an operation that was compiled before, or nothing: then it is compiled here. */
export type FindCompiled = (operation: string) => ValidateFunction | undefined

/** Checks what a user gives to one operation. An empty list: it may be sent. A list of warnings only: it may, too. */
export type InputValidator = (input: unknown, options?: ValidateInputOptions) => ValueIssue[]

const compiled = new WeakMap<ProviderModel, FindCompiled>()

/** Says where the validators of a model are that were compiled when the package was built. */
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
  let validate: ValidateFunction | undefined
  return (input, options = {}) => {
    const data = withDigits(input)
    validate ??= compiled.get(model)?.(name) ?? compileValidator(operation.input)
    const valid = validate(data)
    const errors = valid ? [] : (validate.errors ?? []).filter((error) => !isUnresolved(error, options.unresolved ?? []))
    const { messages, defaults, openEnums } = table
    const refused = explainErrors(errors, { data, messages, defaults })
    // Of a value that is refused nothing is left to warn of.
    const settled = [...(options.unresolved ?? []), ...refused.map(({ pointer }) => pointer).filter((pointer) => pointer !== '')]
    return [...refused, ...openEnumWarnings(data, openEnums).filter((issue) => !isBelow(issue.pointer, settled))]
  }
}

function isUnresolved(error: ErrorObject, unresolved: readonly string[]): boolean {
  return isBelow(error.instancePath, unresolved) || unresolved.some((pointer) => restsOn(error, pointer))
}

function isBelow(pointer: string, above: readonly string[]): boolean {
  return above.some((one) => pointer === one || pointer.startsWith(`${one}/`))
}

/** A bigint stands for its digits: JSON Schema knows no bigint. */
function withDigits(value: unknown): unknown {
  if (typeof value === 'bigint') return value.toString()
  if (Array.isArray(value)) return value.map(withDigits)
  return isObject(value) && Object.getPrototypeOf(value) === Object.prototype
    ? Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, withDigits(inner)]))
    : value
}

/** Values of open enums that are not among the known ones. */
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
  const message = `${valueName(pointer, 'the request')} ${valueText(value)} is not among the known values: ${hint}`
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
