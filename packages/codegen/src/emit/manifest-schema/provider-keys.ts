import type { JsonSchema } from '../../ir/model.ts'
import { closedObject } from './closed-object.ts'

/** Keys of one entry of a manifest's `providers`. */
export const providerSettings: JsonSchema = closedObject(
  {
    spec: {
      type: 'string',
      minLength: 1,
      description:
        "Path of an OpenAPI document with the Shotlist dialect, relative to the manifest's folder: it makes any vendor a provider.",
      examples: ['./acme.openapi.yaml'],
    },
    concurrency: {
      type: 'integer',
      minimum: 1,
      maximum: 1000,
      description: "Tasks in flight at this provider. Default: the document's limit.",
      examples: [5],
    },
    rate: {
      type: 'string',
      pattern: String.raw`^(?=.*[1-9])\d+(\.\d+)?\s*/\s*(s|sec|second|m|min|minute|h|hour)$`,
      description: "Requests in a time, reads included: `60/min`. Default: the document's limit.",
      examples: ['60/min', '2/s'],
    },
    region: {
      type: 'string',
      minLength: 1,
      description: "One of the document's regions. Keys belong to a region. Default: the first.",
      examples: ['international', 'cn'],
    },
  },
  { type: ['object', 'null'], description: 'How this provider is used. A provider that ships needs no entry.' },
)
