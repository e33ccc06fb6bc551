import { defined } from '@shotlist/codegen/defined'
import { unknownQuery } from '../requests/check-parameters.ts'
import { requestLine } from '../requests/incoming.ts'
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
  const problem = context.state.traces.problem(table, incoming.headers, request.phase === 'submit')
  if (problem !== undefined) noteMistake(context, request, problem)
  if (match === undefined) return
  const parameters = unknownQuery(table, match.endpoint, incoming, role === undefined ? {} : fixedFields(role))
  if (parameters.length > 0) noteMistake(context, request, `query parameters that the document does not know: ${parameters.join(', ')}`)
  const fields = role?.kind === 'operation' ? unknownFields(role, incoming) : []
  if (fields.length > 0) noteMistake(context, request, `fields that the document does not know: ${fields.join(', ')}`)
}
