import type { OperationTable } from '@shotlist/core/contract'
import { composedNames } from '../../dialect/composed-names.ts'
import type { JsonSchema } from '../../ir/model.ts'
import { escapeToken, isSchema } from '../json-schema.ts'

export type AliasContext = {
  readonly table: Pick<OperationTable, 'canonical'>
  /** The schemas of the fields by their own names, and those of the entries of fields that are lists. */
  readonly fields: Readonly<Record<string, JsonSchema>>
  readonly items: (field: string) => JsonSchema
  /** Prefix of references to the fields' schemas. */
  readonly base: string
}

/**
 * The canonical names that a job may write in place of an operation's own names. Editors accept and explain them, but do not complete them
 * (yaml-language-server supports `doNotSuggest`). Lists of fields (`frames`) and the fields they stand for are both accepted.
 */
export function aliasFields({ table: { canonical }, fields, items, base }: AliasContext): Record<string, JsonSchema> {
  const isNew = (name: string): boolean => !Object.hasOwn(fields, name) && !Object.hasOwn(canonical, name)
  const own = (name: string): JsonSchema => ({
    $ref: `${base}/properties/${escapeToken((Object.hasOwn(canonical, name) ? canonical[name] : undefined) ?? name)}`,
  })
  const same = Object.keys(canonical).filter((name) => !Object.hasOwn(fields, name))
  const shapes = Object.entries(composedNames).flatMap(([list, parts]): [string, JsonSchema][] => {
    const field = canonical[list]
    if (field !== undefined) return parts.filter(isNew).map((part) => [part, items(field)])
    const isTakenApart = isNew(list) && parts.every((part) => Object.hasOwn(canonical, part))
    return isTakenApart ? [[list, { type: 'array', items: parts.map(own), minItems: parts.length, maxItems: parts.length }]] : []
  })
  const all = [...same.map((name): [string, JsonSchema] => [name, own(name)]), ...shapes]
  // Draft-07 ignores keywords beside a `$ref`.
  return Object.fromEntries(all.map(([name, schema]) => [name, { allOf: [schema], doNotSuggest: true }]))
}

/** Whether a schema of `with` is an alias of a field. */
export function isAlias(schema: unknown): boolean {
  return isSchema(schema) && schema['doNotSuggest'] === true
}
