/** More columns than this are no easier to read than rows. */
const maxColumns = 6

/**
 * A price table with one row for each combination of values: where there are two fields or more, the values of the last become columns.
 *
 * @param by Names of the fields; each row has a value for each, then the price.
 */
export function pivotRows(
  by: readonly string[],
  rows: readonly (readonly string[])[],
  unit: string,
): { columns: string[]; rows: string[][] } {
  const last = by.length - 1
  const values = [...new Set(rows.map((row) => row[last] ?? ''))]
  if (by.length < 2 || values.length > maxColumns || values.includes('any')) {
    return { columns: [...by.map((field) => `\`${field}\``), unit], rows: rows.map((row) => [...row]) }
  }
  const byRest = new Map<string, Map<string, string>>()
  for (const row of rows) {
    const key = JSON.stringify(row.slice(0, last))
    const prices = byRest.get(key) ?? new Map<string, string>()
    byRest.set(key, prices.set(row[last] ?? '', row[last + 1] ?? ''))
  }
  return {
    columns: [...by.slice(0, last).map((field) => `\`${field}\``), ...values.map((value) => `\`${by[last]}\` ${value}`)],
    rows: [...byRest].map(([key, prices]) => (JSON.parse(key) as string[]).concat(values.map((value) => prices.get(value) ?? ''))),
  }
}
