import { createHash } from 'node:crypto'
import type { CellScalar } from './cell.ts'

const maxLength = 60

/** The part of an instance's id that names its cell: `[axis=value,...]`. */
export function cellSuffix(axes: readonly (readonly [string, CellScalar])[]): string {
  if (axes.length === 0) return ''
  return `[${axes.map(([axis, value]) => `${axis}=${encode(String(value))}`).join(',')}]`
}

/** Signs that ids are made of are written as in URLs. A long value, a prompt say, is cut and told apart by its hash. */
function encode(value: string): string {
  const short =
    value.length > maxLength
      ? `${value.slice(0, maxLength - 10).trimEnd()}~${createHash('sha256').update(value).digest('hex').slice(0, 8)}`
      : value
  // oxlint-disable-next-line no-control-regex -- control characters would break ids up
  return short.replace(/[%,=[\]#\u0000-\u001f\u007f]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`)
}
