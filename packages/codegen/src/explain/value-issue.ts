import { splitPointer } from '../spec/json-pointer.ts'

/** One thing wrong with a value, said for a person. */
export type ValueIssue = {
  /** JSON pointer of the value; of its parent, where the value is missing. */
  readonly pointer: string
  /** A whole sentence that names the field. */
  readonly message: string
  /** The keyword of JSON Schema that refused it, `open-enum` for a value that is merely not known. */
  readonly keyword: string
  /** A `warning` does not stop a request: the value is not among those known, and may be right all the same. */
  readonly severity: 'error' | 'warning'
  /** The values that would do, where they can be listed. */
  readonly allowed?: readonly unknown[]
  /** The name or value that was probably meant. */
  readonly suggestion?: string
}

/** A JSON pointer as people write it: `image_references[0].img_id`. */
export function valueName(pointer: string, subject: string): string {
  const name = splitPointer(pointer)
    .map((segment) => (/^\d+$/.test(segment) ? `[${segment}]` : `.${segment}`))
    .join('')
  return name === '' ? subject : name.replace(/^\./, '')
}

/** A value as it is quoted in a message: text as it is, everything else as JSON, long ones cut. */
export function valueText(value: unknown): string {
  if (value === '') return '""'
  const text =
    typeof value === 'string'
      ? value
      : (JSON.stringify(value, (_, inner: unknown) => (typeof inner === 'bigint' ? String(inner) : inner)) ?? 'nothing')
  return text.length > 60 ? `${text.slice(0, 57)}...` : text
}

/** `a`, `a or b`, `a, b or c`; long lists are cut. */
export function listText(values: readonly unknown[], conjunction = 'or'): string {
  const shown = values.slice(0, 30).map(valueText)
  if (values.length > shown.length) return `${shown.join(', ')} ... (${values.length} in all)`
  const last = shown.at(-1) ?? ''
  return shown.length < 2 ? last : `${shown.slice(0, -1).join(', ')} ${conjunction} ${last}`
}
