import { expect, test } from 'vitest'
import { forTypes } from './for-types.ts'

test('a reference into the middle of something leads to a component', () => {
  const body = { type: 'object', properties: { next: { $ref: '#/paths/~1a/get/responses/200/content/json/schema' } } }
  const document = {
    paths: { '/a': { get: { responses: { '200': { content: { json: { schema: body } } } } } } },
    components: {
      schemas: {
        A: { $ref: '#/paths/~1a/get/responses/200/content/json/schema' },
        B: { definitions: { c: { type: 'string' } }, properties: { c: { $ref: '#/components/schemas/B/definitions/c' } } },
        C: { $ref: '#/components/schemas/B' },
      },
    },
  }
  expect(forTypes(document)).toMatchObject({
    components: {
      schemas: {
        A: { $ref: '#/components/schemas/paths_1a_get_responses_200_content_json_schema' },
        paths_1a_get_responses_200_content_json_schema: {
          properties: { next: { $ref: '#/components/schemas/paths_1a_get_responses_200_content_json_schema' } },
        },
        B: { properties: { c: { $ref: '#/components/schemas/components_schemas_B_definitions_c' } } },
        components_schemas_B_definitions_c: { type: 'string' },
        C: { $ref: '#/components/schemas/B' },
      },
    },
  })
})

test('schemas that a mapping names are referred to', () => {
  const mapping = { cat: 'Cat', dog: '#/components/schemas/Dog', cow: 'cow.yaml', ox: './Ox' }
  expect(forTypes({ discriminator: { propertyName: 'kind', mapping } })).toEqual({
    discriminator: { propertyName: 'kind', mapping: { ...mapping, cat: '#/components/schemas/Cat' } },
  })
})
