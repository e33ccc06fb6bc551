import type { JsonSchema } from '../../ir/model.ts'
import { textOf } from '../../spec/place.ts'
import { isSchema, schemaList } from '../json-schema.ts'

/** One way to give an input: fields that are there, by choice, and for each field that is not there those that stand in its place. */
export type InputWay = { readonly required: readonly (readonly string[])[]; readonly absent: ReadonlyMap<string, readonly string[]> }

/** More ways than these make a type that nobody reads; the validator has the rest. */
const maxWays = 4

/**
 * The ways in which an input can be given, where rules of its schema have it choose between fields (`oneOf` or `anyOf` of `required`); one
 * that asks for nothing where there is no such rule. What a rule says beyond that has no type: it is the validator's.
 */
export function inputWays(input: JsonSchema): readonly InputWay[] {
  const rules = [input, ...(schemaList(input['allOf']) ?? [])]
  const together = rules.map((rule) => rule['dependentRequired']).filter(isSchema)
  return rules
    .flatMap((rule) => waysOfRule(rule, together) ?? [])
    .reduce<readonly InputWay[]>(combine, [{ required: [], absent: new Map() }])
}

/** What one rule asks for in one of its branches. */
type Choice = { readonly required: readonly string[]; readonly absent: readonly string[] }

function combine(ways: readonly InputWay[], choices: readonly Choice[]): readonly InputWay[] {
  if (ways.length * choices.length > maxWays) return ways
  return ways.flatMap(({ required, absent }) =>
    choices.map((choice) => ({
      required: [...required, choice.required],
      absent: new Map([...absent, ...choice.absent.map((name) => [name, choice.required] as const)]),
    })),
  )
}

/** The ways a single rule leaves, in a list of their own; undefined where it is no choice between fields. */
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

/** `marks`: each of these fields is enough for the branch to hold, so that another branch cannot have it. */
type Branch = Choice & { readonly marks: readonly string[] }

function branchOf({ required, not, anyOf, ...rest }: JsonSchema, together: readonly JsonSchema[]): Branch | undefined {
  const absent = absentBy(not)
  if (Object.keys(rest).some((keyword) => !annotations.has(keyword)) || absent === undefined) return undefined
  if (Array.isArray(anyOf)) {
    const names = anyOf.map((one) => (isSchema(one) ? onlyName(one) : undefined))
    if (required !== undefined || !names.every((name) => name !== undefined) || !goTogether(names, together)) return undefined
    return { required: names, absent, marks: names }
  }
  if (!Array.isArray(required) || required.length === 0) return undefined
  const names = required.map(textOf)
  return { required: names, absent, marks: names.length === 1 ? names : [] }
}

const annotations = new Set(['title', 'description', 'x-message', '$comment'])

function absentBy(not: unknown): string[] | undefined {
  if (not === undefined) return []
  if (!isSchema(not)) return undefined
  const names = (schemaList(not['anyOf']) ?? [not]).map(onlyName)
  return names.every((name) => name !== undefined) ? names : undefined
}

/** The field that a schema of nothing but `required: [field]` asks for. */
function onlyName(schema: JsonSchema): string | undefined {
  const { required, ...rest } = schema
  return Array.isArray(required) && required.length === 1 && Object.keys(rest).length === 0 ? textOf(required[0]) : undefined
}

/** Whether none of the fields may be there without all of them. */
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
