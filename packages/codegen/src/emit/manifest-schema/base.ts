import type { JsonSchema } from '../../ir/model.ts'
import { JOB_KEYS } from './job-keys.ts'
import { MANIFEST_KEYS } from './manifest-keys.ts'
import { closedObject, sharedDefinitions } from './values.ts'

/**
 * JSON Schema of a manifest, version 1, without any provider: `uses` and `with` are open. It is draft-07, which editors support best. The
 * published schema adds the operations of the shipped providers to it.
 */
export const manifestBase: JsonSchema = {
  $schema: 'http://json-schema.org/draft-07/schema#',
  title: 'Shotlist manifest',
  description: 'Jobs that render AI video: the request of each, and the path of its file.',
  type: 'object',
  required: ['version', 'jobs'],
  additionalProperties: false,
  patternProperties: { '^x-': {} },
  properties: MANIFEST_KEYS,
  definitions: {
    ...sharedDefinitions,
    job: closedObject(JOB_KEYS, {
      required: ['uses'],
      description: 'A job makes one clip, or one for each cell of a matrix, each row of a table and each take.',
    }),
  },
}
