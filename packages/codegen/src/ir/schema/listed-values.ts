import { isObject } from '../../spec/place.ts'

/** The scalars, `null` included, that a schema lists as `const` or `enum`; `undefined` if it lists none, or lists and objects too. */
export function listedValues(schema: unknown): readonly unknown[] | undefined {
  if (!isObject(schema)) return undefined
  const values = 'const' in schema ? [schema['const']] : schema['enum']
  if (!Array.isArray(values) || values.some((value) => value === undefined || (typeof value === 'object' && value !== null)))
    return undefined
  return values
}

/** The same if the schema allows no other values: `x-open-enum` says that it does. */
export function closedValues(schema: unknown): readonly unknown[] | undefined {
  return isObject(schema) && schema['x-open-enum'] === true ? undefined : listedValues(schema)
}
