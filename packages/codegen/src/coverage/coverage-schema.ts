const text = { type: 'string', minLength: 1 }
const entry = {
  type: ['string', 'object'],
  pattern: '^#/',
  required: ['left-out'],
  properties: { 'left-out': text },
  additionalProperties: false,
  'x-message': 'write a JSON pointer such as "#/components/schemas/Clip/properties/url", or `left-out: why`',
}
const entries = { type: 'object', additionalProperties: entry }

/** What a coverage file looks like. */
export const coverageSchema = {
  type: 'object',
  required: ['document', 'groups'],
  additionalProperties: false,
  properties: {
    document: text,
    groups: {
      type: 'array',
      minItems: 1,
      items: {
        type: 'object',
        required: ['title'],
        additionalProperties: false,
        properties: {
          title: text,
          facts: text,
          endpoint: { type: 'string', pattern: '^[A-Z]+ /', 'x-message': 'an endpoint is written as its method and its path: GET /videos' },
          at: entry,
          request: entries,
          answer: entries,
          other: entries,
        },
        dependentRequired: { endpoint: ['at'] },
      },
    },
  },
}
