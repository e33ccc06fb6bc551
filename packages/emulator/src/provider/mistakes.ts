import type { ProviderTable } from '@shotlist/codegen'
import { defined } from '@shotlist/codegen/defined'
import { unknownQuery } from '../requests/check-parameters.ts'
import { type Incoming, requestLine } from '../requests/incoming.ts'
import { fixedFields, unknownFields } from '../requests/roles.ts'
import type { Classified } from './classify-request.ts'
import type { Context } from './context.ts'

/** Records a client's mistake in the ledger. */
export function noteMistake(context: Context, request: Pick<Classified, 'incoming' | 'operation'>, what: string): void {
  context.state.ledger.mistake({
    at: new Date(context.clock.now()).toISOString(),
    request: requestLine(request.incoming),
    ...defined({ operation: request.operation }),
    what,
  })
}

/** Records mistakes that a provider would ignore. The request is carried out as usual. */
export function noteOverlooked(context: Context, request: Classified): void {
  const { table } = context.model
  const { incoming, role, match } = request
  const carriesKey = request.phase === 'submit' && table.trace === table.idempotency
  const problem = context.state.traces.problem(table, incoming, carriesKey)
  if (problem !== undefined) noteMistake(context, request, problem)
  if (match === undefined) return
  const parameters = unknownQuery(table, match.endpoint, incoming, role === undefined ? {} : fixedFields(role))
  if (parameters.length > 0) noteMistake(context, request, `query parameters that the document does not know: ${parameters.join(', ')}`)
  const fields = role?.kind === 'operation' ? unknownFields(role, incoming) : []
  if (fields.length > 0) noteMistake(context, request, `fields that the document does not know: ${fields.join(', ')}`)
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i

/** The trace ids of earlier requests. */
export class TraceIds {
  readonly #seen = new Set<string>()

  /**
   * What is wrong with the request's trace id; `undefined` if nothing is. `carriesKey`: a submission whose trace header is its idempotency
   * key.
   */
  problem(table: ProviderTable, incoming: Incoming, carriesKey: boolean): string | undefined {
    if (table.trace === undefined) return undefined
    const value = incoming.headers[table.trace.toLowerCase()]
    if (value === undefined || value === '') return `the header ${table.trace} is missing`
    if (!UUID.test(value)) return `the header ${table.trace} must be a UUID`
    const reused = this.#seen.has(value.toLowerCase())
    this.#seen.add(value.toLowerCase())
    return reused && !carriesKey ? `the header ${table.trace} must have a fresh value on every request` : undefined
  }
}
