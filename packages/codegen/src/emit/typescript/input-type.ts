import type { OperationTable } from '@shotlist/core/contract'
import type { FieldModel, JsonSchema, OperationModel } from '../../ir/model.ts'
import { textOf } from '../../spec/place.ts'
import { isSchema, schemaList } from '../json-schema.ts'
import { pascalCase } from '../names.ts'
import { andList, orList } from '../price-report.ts'
import { fieldText } from './input-field.ts'
import { memberText } from './schema-type.ts'
import { docComment } from './syntax.ts'
import { variantTypes } from './variant-types.ts'

/**
 * The type of an operation's input: a named interface without computed types, so that the compiler reports a mistake on the field itself,
 * as "'2:1' is not assignable to ...". If fields exclude each other, there is one interface for each way to give the input: both fields at
 * once, or neither, does not compile.
 */
export function inputType(operation: OperationModel, table: OperationTable): string {
  const name = `${pascalCase(operation.name)}Input`
  const { upload } = table
  // An upload's file is a separate argument of its method.
  const fields = operation.fields.filter((field) => field.name !== upload?.file && field.name !== upload?.url)
  if (operation.variants !== undefined && upload === undefined) return variantTypes(name, operation, table)
  const ways = upload === undefined ? inputWays(operation.input) : []
  const chosen = new Set(ways.flatMap(({ required, absent }) => [...required.flat(), ...absent.keys()]))
  const member = (field: FieldModel, required = field.required) => fieldText(field, { operation, table, required })
  if (ways.length < 2 || ![...chosen].every((field) => fields.some((one) => one.name === field))) {
    const doc = docComment([`What \`${operation.name}\` takes${upload === undefined ? '' : ' beside the file'}.`])
    return `${doc}export interface ${name} {\n${fields.map((field) => member(field)).join('')}}\n`
  }
  const choices = ways.map((way) => {
    const members = fields.filter((field) => chosen.has(field.name)).map((field) => variantMember(field, way, member))
    const doc = docComment([`What \`${operation.name}\` takes with ${andList(way.required.flat().map(quoted))}.`])
    return {
      name: variantName(name, way),
      text: `${doc}export interface ${variantName(name, way)} extends ${name}Fields {\n${members.join('')}}\n`,
    }
  })
  const own = fields.filter((field) => !chosen.has(field.name)).map((field) => member(field))
  return [
    `${docComment([`What \`${operation.name}\` takes in any case.`])}export interface ${name}Fields {\n${own.join('')}}\n`,
    ...choices.map(({ text }) => text),
    `${docComment([`What \`${operation.name}\` takes.`])}export type ${name} = ${choices.map((choice) => choice.name).join(' | ')}\n`,
  ].join('\n')
}

/** Whether an input can be left out. */
export function isOptionalInput({ fields, input }: OperationModel): boolean {
  return !fields.some(({ required }) => required) && inputWays(input).some(({ required }) => required.length === 0)
}

/** The name of one way to give an input, from the first field of each choice. */
function variantName(name: string, { required }: InputWay): string {
  return `${name}With${required.map(([first = '']) => pascalCase(first)).join('And')}`
}

function variantMember(
  field: FieldModel,
  { required, absent }: InputWay,
  member: (field: FieldModel, required?: boolean) => string,
): string {
  if (required.flat().includes(field.name)) return member(field, true)
  const others = absent.get(field.name)
  if (others === undefined) return member(field)
  return memberText({
    name: field.name,
    type: 'undefined',
    required: false,
    doc: [`Not together with ${orList(others.map(quoted))}.`],
    indent: 2,
  })
}

function quoted(name: string): string {
  return `\`${name}\``
}

/** One way to give an input: the required fields of each choice, and for each excluded field the fields that replace it. */
type InputWay = { readonly required: readonly (readonly string[])[]; readonly absent: ReadonlyMap<string, readonly string[]> }

/** A type with more ways than these is unreadable; the validator covers the rest. */
const MAX_WAYS = 4

/**
 * The ways to give an input, if rules of its schema choose between fields (`oneOf` or `anyOf` of `required`); otherwise one way without
 * requirements. Types cannot express other rules: the validator checks them.
 */
export function inputWays(input: JsonSchema): readonly InputWay[] {
  const rules = [input, ...(schemaList(input['allOf']) ?? [])]
  const together = rules.map((rule) => rule['dependentRequired']).filter(isSchema)
  return rules
    .flatMap((rule) => waysOfRule(rule, together) ?? [])
    .reduce<readonly InputWay[]>(combine, [{ required: [], absent: new Map() }])
}

/** What one branch of a rule requires. */
type Choice = { readonly required: readonly string[]; readonly absent: readonly string[] }

function combine(ways: readonly InputWay[], choices: readonly Choice[]): readonly InputWay[] {
  if (ways.length * choices.length > MAX_WAYS) return ways
  return ways.flatMap(({ required, absent }) =>
    choices.map((choice) => ({
      required: [...required, choice.required],
      absent: new Map([...absent, ...choice.absent.map((name) => [name, choice.required] as const)]),
    })),
  )
}

/** The ways that a single rule allows; `undefined` if it does not choose between fields. */
function waysOfRule(rule: JsonSchema, together: readonly JsonSchema[]): [Choice[]] | undefined {
  const exclusive = schemaList(rule['oneOf'])
  const branches = (exclusive ?? schemaList(rule['anyOf']))?.map((branch) => branchOf(branch, together))
  if (branches === undefined || branches.length < 2 || !branches.every((branch) => branch !== undefined)) return undefined
  if (exclusive === undefined) return [branches.map(({ required }) => ({ required, absent: [] }))]
  const ways = branches.map((own) => {
    const others = branches.filter((other) => other !== own).flatMap(({ marks }) => marks)
    return { required: own.required, absent: [...new Set([...own.absent, ...others])].filter((name) => !own.required.includes(name)) }
  })
  return [ways]
}

/** `marks`: each of these fields alone satisfies the branch, so that another branch cannot have it. */
type Branch = Choice & { readonly marks: readonly string[] }

function branchOf({ required, not, anyOf, ...rest }: JsonSchema, together: readonly JsonSchema[]): Branch | undefined {
  const absent = absentBy(not)
  if (Object.keys(rest).some((keyword) => !ANNOTATIONS.has(keyword)) || absent === undefined) return undefined
  if (Array.isArray(anyOf)) {
    const names = anyOf.map((one) => (isSchema(one) ? onlyName(one) : undefined))
    if (required !== undefined || !names.every((name) => name !== undefined) || !goTogether(names, together)) return undefined
    return { required: names, absent, marks: names }
  }
  if (!Array.isArray(required) || required.length === 0) return undefined
  const names = required.map(textOf)
  return { required: names, absent, marks: names.length === 1 ? names : [] }
}

const ANNOTATIONS = new Set(['title', 'description', 'x-message', '$comment'])

function absentBy(not: unknown): string[] | undefined {
  if (not === undefined) return []
  if (!isSchema(not)) return undefined
  const names = (schemaList(not['anyOf']) ?? [not]).map(onlyName)
  return names.every((name) => name !== undefined) ? names : undefined
}

/** The field of a schema that consists of `required: [field]` alone. */
function onlyName(schema: JsonSchema): string | undefined {
  const { required, ...rest } = schema
  return Array.isArray(required) && required.length === 1 && Object.keys(rest).length === 0 ? textOf(required[0]) : undefined
}

/** Whether the fields can only be present together. */
function goTogether(names: readonly string[], together: readonly JsonSchema[]): boolean {
  return names.every((name) =>
    names.every(
      (other) =>
        other === name ||
        together.some((needed) => {
          const needs = Object.hasOwn(needed, name) ? needed[name] : undefined
          return Array.isArray(needs) && needs.includes(other)
        }),
    ),
  )
}
