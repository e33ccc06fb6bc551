import { errorClassNames } from '../../dialect/error-classes.ts'
import type { JsonSchema } from '../../ir/model.ts'

/** Keys of a mapping in a manifest, each with the schema of its value, its description and its default. */
export type Keys = Readonly<Record<string, JsonSchema>>

/** A mapping with only these keys. Keys that begin with `x-` are free for the user, as a place for anchors. */
export function closedObject(properties: Keys, further: JsonSchema = {}): JsonSchema {
  return { type: 'object', ...further, properties, patternProperties: { '^x-': {} }, additionalProperties: false }
}

export const CAP_KEYS = {
  usd: { type: 'number', minimum: 0, maximum: 1e12, description: 'The limit in US dollars.', examples: [40] },
  credits: { type: 'number', minimum: 0, maximum: 1e12, description: "The limit in the provider's units.", examples: [4000] },
} satisfies Keys

/** Small schemas that many keys of a manifest share, under `definitions`. */
export const sharedDefinitions: Readonly<Record<string, JsonSchema>> = {
  expression: {
    type: 'string',
    pattern: String.raw`\$\{\{[\s\S]*\}\}`,
    description: 'An expression: `${{ vars.x }}`, `${{ matrix.axis }}`, `${{ row.column }}`, `${{ jobs.other.outputs.video_id }}`, ...',
  },
  duration: {
    type: 'string',
    pattern: String.raw`^(?=.*[1-9])\d+(\.\d+)?(ms|s|m|h)$`,
    description: 'A length of time: `500ms`, `30s`, `20m`, `2h`.',
    examples: ['30s', '20m', '2h'],
  },
  errorClass: {
    enum: errorClassNames,
    description: 'Class of a failure, the same for every provider.',
  },
  file: {
    type: 'object',
    title: 'A file to upload',
    description: 'Shotlist uploads each content once, and all jobs with the same file use that upload.',
    properties: {
      file: {
        type: 'string',
        minLength: 1,
        description: "Path of the file, relative to the manifest's folder.",
        examples: ['assets/bottle.png'],
      },
    },
    required: ['file'],
    additionalProperties: false,
  },
  url: {
    type: 'object',
    title: 'A URL',
    description: 'A public URL that the provider fetches.',
    properties: { url: { type: 'string', minLength: 1, description: 'URL of the file.', examples: ['https://example.com/bottle.png'] } },
    required: ['url'],
    additionalProperties: false,
  },
  cap: closedObject(CAP_KEYS, { description: 'A hard cap. Submissions in flight count against it.' }),
}

/** A reference to one of the shared definitions. */
export function shared(name: keyof typeof sharedDefinitions): JsonSchema {
  return { $ref: `#/definitions/${name}` }
}

/** A list of strings; a single string means a list of one. */
export function textList(item: JsonSchema, annotations: JsonSchema): JsonSchema {
  return { ...annotations, anyOf: [item, { type: 'array', items: item }] }
}

/** `if` a schema holds, `then` another must hold. */
export function conditional(condition: JsonSchema, consequence: JsonSchema): JsonSchema {
  // oxlint-disable-next-line unicorn/no-thenable -- a keyword of JSON Schema; no code awaits a schema
  return { if: condition, then: consequence }
}
