import { isObject, type JsonObject } from '../answers/json.ts'
import type { EndpointRequest } from './endpoint-request.ts'
import { bodyValue } from './roles.ts'

/** All fields of a request, wherever they go. */
export function requestFields(request: EndpointRequest): JsonObject {
  const body = bodyValue(request.incoming)
  return { ...request.parameters, ...(isObject(body) ? body : {}) }
}
