import { splitPointer } from '../spec/json-pointer.ts'

/** One mistake in a value, described for people. */
export type ValueIssue = {
  /** JSON pointer of the value; of its parent if the value is missing. */
  readonly pointer: string
  /** A whole sentence that names the field. */
  readonly message: string
  /** The keyword of JSON Schema that refused it; `open-enum` for a value that is only unknown. */
  readonly keyword: string
  /** A `warning` does not stop a request: the value is not among the known ones, but may be valid. */
  readonly severity: 'error' | 'warning'
  /** The accepted values, if they can be listed. */
  readonly allowed?: readonly unknown[]
  /** The name or value that was probably meant. */
  readonly suggestion?: string
}

/** A JSON pointer in the notation of people: `image_references[0].img_id`. */
export function valueName(pointer: string, subject: string): string {
  const name = splitPointer(pointer)
    .map((segment) => (/^\d+$/.test(segment) ? `[${segment}]` : `.${segment}`))
    .join('')
  return name === '' ? subject : name.replace(/^\./, '')
}

/** A value in a message: text as it is, everything else as JSON, shortened if long. */
export function valueText(value: unknown): string {
  if (value === '') return '""'
  const text =
    typeof value === 'string'
      ? value
      : (JSON.stringify(value, (_, inner: unknown) => (typeof inner === 'bigint' ? String(inner) : inner)) ?? 'nothing')
  return text.length > 60 ? `${text.slice(0, 57)}...` : text
}

/** `a`, `a or b`, `a, b or c`; shortened if long. */
export function listText(values: readonly unknown[], conjunction = 'or'): string {
  const shown = values.slice(0, 30).map(valueText)
  if (values.length > shown.length) return `${shown.join(', ')} ... (${values.length} in all)`
  const last = shown.at(-1) ?? ''
  return shown.length < 2 ? last : `${shown.slice(0, -1).join(', ')} ${conjunction} ${last}`
}
