export type KeywordShape =
  | 'anything'
  | 'boolean'
  | 'count'
  | 'list'
  | 'map'
  | 'named-schemas'
  | 'named-patterns'
  | 'names'
  | 'number'
  | 'pattern'
  | 'positive'
  | 'schema'
  | 'schemas'
  | 'string'
  | 'values'

/**
 * What each keyword holds: JSON Schema 2020-12 (core, applicator, validation, meta-data, format and content vocabularies) and OpenAPI 3.1,
 * section 4.8.24. `type` has a rule of its own. A table says more, faster, than validating against the meta-schema would.
 */
export const keywordShapes: Readonly<Record<string, KeywordShape>> = {
  $anchor: 'string',
  $comment: 'string',
  $defs: 'named-schemas',
  $dynamicAnchor: 'string',
  $dynamicRef: 'string',
  $id: 'string',
  $ref: 'string',
  $schema: 'string',
  $vocabulary: 'map',
  additionalProperties: 'schema',
  allOf: 'schemas',
  anyOf: 'schemas',
  const: 'anything',
  contains: 'schema',
  contentEncoding: 'string',
  contentMediaType: 'string',
  contentSchema: 'schema',
  default: 'anything',
  dependentRequired: 'map',
  dependentSchemas: 'named-schemas',
  deprecated: 'boolean',
  description: 'string',
  discriminator: 'map',
  else: 'schema',
  enum: 'values',
  example: 'anything',
  examples: 'list',
  exclusiveMaximum: 'number',
  exclusiveMinimum: 'number',
  externalDocs: 'map',
  format: 'string',
  if: 'schema',
  items: 'schema',
  maxContains: 'count',
  maxItems: 'count',
  maxLength: 'count',
  maxProperties: 'count',
  maximum: 'number',
  minContains: 'count',
  minItems: 'count',
  minLength: 'count',
  minProperties: 'count',
  minimum: 'number',
  multipleOf: 'positive',
  not: 'schema',
  oneOf: 'schemas',
  pattern: 'pattern',
  patternProperties: 'named-patterns',
  prefixItems: 'schemas',
  properties: 'named-schemas',
  propertyNames: 'schema',
  readOnly: 'boolean',
  required: 'names',
  then: 'schema',
  title: 'string',
  type: 'anything',
  unevaluatedItems: 'schema',
  unevaluatedProperties: 'schema',
  uniqueItems: 'boolean',
  writeOnly: 'boolean',
  xml: 'map',
}
