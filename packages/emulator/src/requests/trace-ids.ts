import type { ProviderTable } from '@shotlist/codegen'

/** The trace ids of earlier submissions. */
export class TraceIds {
  readonly #seen = new Set<string>()

  /**
   * What is wrong with the request's trace id; `undefined` if nothing is. Any text is accepted. A submission with the trace id of another one
   * is a mistake, unless the header is the provider's idempotency key; other requests may repeat one.
   */
  problem(table: ProviderTable, headers: Readonly<Record<string, string>>, isSubmission: boolean): string | undefined {
    if (table.trace === undefined) return undefined
    const value = headers[table.trace.toLowerCase()]
    if (value === undefined || value === '') return `the header ${table.trace} is missing`
    if (!isSubmission || table.trace === table.idempotency) return undefined
    const isReused = this.#seen.has(value)
    this.#seen.add(value)
    return isReused ? `the header ${table.trace} must have a fresh value on every submission` : undefined
  }
}
