import type { JsonSchema } from '../../ir/model.ts'
import { JOB_KEYS } from './job-keys.ts'
import { MANIFEST_KEYS } from './manifest-keys.ts'
import { closedObject, sharedDefinitions } from './values.ts'

/**
 * JSON Schema (draft-07, which editors read best) of a manifest, version 1, that knows no provider: `uses` and `with` are open. The
 * published schema is this one with the operations of the shipped providers added.
 */
export const manifestBase: JsonSchema = {
  $schema: 'http://json-schema.org/draft-07/schema#',
  title: 'Shotlist manifest',
  description: 'Jobs that render AI video: what each needs, and where its file goes.',
  type: 'object',
  required: ['version', 'jobs'],
  additionalProperties: false,
  patternProperties: { '^x-': {} },
  properties: MANIFEST_KEYS,
  definitions: {
    ...sharedDefinitions,
    job: closedObject(JOB_KEYS, {
      required: ['uses'],
      description: 'One clip, or one for every cell of a matrix, row of a table, and take.',
    }),
  },
}
