/**
 * JSON in one spelling: keys sorted, no blanks, a 64-bit integer as its digits. Equal values have equal texts, whatever order their
 * fields were written in. Fields that are `undefined` are left out.
 */
export function canonicalJson(value: unknown): string {
  if (typeof value === 'bigint') return value.toString()
  if (Array.isArray(value)) return `[${value.map((item) => canonicalJson(item ?? null)).join(',')}]`
  if (typeof value === 'object' && value !== null) {
    const fields = value as Readonly<Record<string, unknown>>
    let text = ''
    for (const name of Object.keys(fields).toSorted()) {
      const field = fields[name]
      if (field !== undefined) text += `${text === '' ? '' : ','}${JSON.stringify(name)}:${canonicalJson(field)}`
    }
    return `{${text}}`
  }
  return JSON.stringify(value ?? null)
}
