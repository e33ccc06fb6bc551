import type { ProviderTable } from '@shotlist/codegen'

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i

/** The trace ids of earlier requests. */
export class TraceIds {
  readonly #seen = new Set<string>()

  /**
   * What is wrong with the request's trace id; `undefined` if nothing is. `carriesKey`: a submission whose trace header is its idempotency
   * key.
   */
  problem(table: ProviderTable, headers: Readonly<Record<string, string>>, carriesKey: boolean): string | undefined {
    if (table.trace === undefined) return undefined
    const value = headers[table.trace.toLowerCase()]
    if (value === undefined || value === '') return `the header ${table.trace} is missing`
    if (!UUID.test(value)) return `the header ${table.trace} must be a UUID`
    const reused = this.#seen.has(value.toLowerCase())
    this.#seen.add(value.toLowerCase())
    return reused && !carriesKey ? `the header ${table.trace} must have a fresh value on every request` : undefined
  }
}
