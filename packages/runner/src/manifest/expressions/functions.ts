import { ArgumentError } from './expression-error.ts'

type Fn = { readonly usage: string; readonly min: number; readonly max: number; apply(args: readonly unknown[]): unknown }

/** The functions of expressions, except `default` and `optional`, whose arguments may be absent, and `file`, which needs the project. */
export const functions: Readonly<Record<string, Fn>> = {
  slug: { usage: 'slug(text)', min: 1, max: 1, apply: ([value]) => slug(text(value, 'slug')) },
  join: { usage: "join(list, ', ')", min: 1, max: 2, apply: ([list, separator = ', ']) => join(list, text(separator, 'join')) },
  format: {
    usage: "format('{0} in {1}', a, b)",
    min: 1,
    max: 20,
    apply: ([pattern, ...values]) => format(text(pattern, 'format'), values),
  },
  basename: { usage: "basename(path, '.png')", min: 1, max: 2, apply: ([path, extension]) => basename(text(path, 'basename'), extension) },
  json: { usage: 'json(value)', min: 1, max: 1, apply: ([value]) => JSON.stringify(value, bigintAsText) },
}

/** The function that leaves a field out. */
export const OPTIONAL = 'optional'

/** The function that reads a text. */
export const FILE = 'file'

export const DEFAULT_USAGE = "default(value, 'otherwise')"

/** A text as part of a file name: its letters and digits, of any script, in lower case and with single dashes between words. */
export function slug(value: string): string {
  return value
    .normalize('NFKD')
    .replace(/\p{M}+/gu, '')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, '-')
    .replace(/^-+|-+$/g, '')
}

function join(list: unknown, separator: string): string {
  if (!Array.isArray(list)) throw new ArgumentError('`join` needs a list')
  return list.map((item) => text(item, 'join')).join(separator)
}

function format(pattern: string, values: readonly unknown[]): string {
  return pattern.replace(/\{(\d+)\}/g, (_, digits: string) => {
    if (Number(digits) >= values.length) throw new ArgumentError(`\`format\` has no value for {${digits}}`)
    return text(values[Number(digits)], 'format')
  })
}

/** The last part of a path, without the given extension; `.*` means any extension. */
function basename(path: string, extension: unknown): string {
  const name = path.split('/').findLast((part) => part !== '') ?? ''
  if (extension === undefined) return name
  if (extension === '.*') return name.replace(/(?!^)\.[^.]*$/, '')
  const suffix = text(extension, 'basename')
  return name.endsWith(suffix) && name !== suffix ? name.slice(0, name.length - suffix.length) : name
}

function text(value: unknown, name: string): string {
  if (value === null || value === undefined) throw new ArgumentError(`\`${name}\` needs a text, not nothing`)
  if (typeof value === 'object') throw new ArgumentError(`\`${name}\` needs a text, not ${Array.isArray(value) ? 'a list' : 'a mapping'}`)
  return String(value)
}

function bigintAsText(_: string, value: unknown): unknown {
  return typeof value === 'bigint' ? value.toString() : value
}
