/**
 * Canonical JSON: sorted keys, no whitespace, 64-bit integers as digits. Equal values have equal texts, whatever the order of their
 * fields. Fields that are `undefined` are left out.
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
