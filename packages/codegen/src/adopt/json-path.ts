import { splitPointer } from '../spec/json-pointer.ts'

/**
 * The JSONPath (RFC 9535) of the one value at a JSON pointer: `$.paths["/videos/{id}"].get`.
 * @param root The value that the pointer leads into: the keys of a map may be numbers.
 */
export function jsonPath(pointer: string, root: unknown): string {
  let value = root
  const parts = splitPointer(pointer).map((segment) => {
    const isIndex = Array.isArray(value)
    value = typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[segment] : undefined
    if (isIndex) return `[${segment}]`
    return /^[A-Za-z_]\w*$/.test(segment) ? `.${segment}` : `[${JSON.stringify(segment)}]`
  })
  return `$${parts.join('')}`
}
