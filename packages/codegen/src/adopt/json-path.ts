import { splitPointer } from '../spec/json-pointer.ts'

/** The JSONPath (RFC 9535) of the one value at a JSON pointer: `$.paths["/videos/{id}"].get`. */
export function jsonPath(pointer: string): string {
  return `$${splitPointer(pointer).map(segmentPath).join('')}`
}

function segmentPath(segment: string): string {
  if (/^[A-Za-z_]\w*$/.test(segment)) return `.${segment}`
  return /^(0|[1-9]\d*)$/.test(segment) ? `[${segment}]` : `[${JSON.stringify(segment)}]`
}
