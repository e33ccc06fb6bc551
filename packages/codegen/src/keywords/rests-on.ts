import type { ErrorObject } from 'ajv'
import { isObject } from '../spec/place.ts'

/** Whether the verdict of one of the dialect's own keywords rests on the value at a JSON pointer, besides the one it is shown at. */
export function restsOn({ keyword, schema, instancePath }: ErrorObject, pointer: string): boolean {
  const around = instancePath.slice(0, instancePath.lastIndexOf('/'))
  if (!isObject(schema) || !pointer.startsWith(`${around}/`)) return false
  const [field, entry, name, ...deeper] = pointer.slice(around.length + 1).split('/')
  if (keyword === 'x-span') return field === schema['from'] && entry === undefined
  if (keyword !== 'x-mentions' || field !== schema['list']) return false
  return entry === undefined || name === undefined || (name === schema['name'] && deeper.length === 0)
}
