import type { ProviderModel } from '@shotlist/codegen'
import { Ajv2020 } from 'ajv/dist/2020.js'
import addFormatsModule from 'ajv-formats'
import { expect } from 'vitest'
import type { PlainResponse } from './plain-client.ts'

const ADD_FORMATS = addFormatsModule as unknown as typeof addFormatsModule.default

const ajv = new Ajv2020({ strict: false, allErrors: true, logger: false })
ADD_FORMATS(ajv)

/** Expects that a response's body fits the document's schema for its status. */
export function expectResponseFits(model: ProviderModel, operationId: string, response: PlainResponse): void {
  const responses = model.endpoints[operationId]?.answers ?? {}
  const described = responses[String(response.status)] ?? responses['default']
  expect(described, `${operationId} does not describe status ${response.status}`).toBeDefined()
  if (described?.schema === undefined) return
  // Ajv caches compiled schemas by object.
  ajv.validate(described.schema, JSON.parse(response.text))
  expect(ajv.errors ?? [], `${operationId}: ${response.text.slice(0, 400)}`).toEqual([])
}
