import type { EndpointModel } from '@shotlist/codegen'
import type { JsonObject } from '../answers/json.ts'
import type { Fault } from '../scenario/fault.ts'
import type { Incoming } from './incoming.ts'

/** A request whose endpoint is known and whose parameters are good. */
export type EndpointRequest = {
  readonly incoming: Incoming
  readonly endpoint: EndpointModel
  readonly pathParameters: Readonly<Record<string, string>>
  /** Fields of path and query with their types. */
  readonly parameters: JsonObject
  /** The faults that strike it. */
  readonly faults: readonly Fault[]
}
