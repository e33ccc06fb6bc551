import { expect, test } from 'vitest'
import { ID_IN_PATH, ONE_CLIP, RENDER, responses, START, TEXT, throughEveryVerb, vendorDocument } from './vendor.ts'

const NAME = { type: 'object', required: ['name'], properties: { name: { ...TEXT, pattern: '^models/reef/operations/[a-z0-9]{8}$' } } }
const MODEL = {
  name: 'model',
  in: 'path',
  required: true,
  allowReserved: true,
  description: 'The model.',
  schema: { ...TEXT, enum: ['vendor/reef/v3', 'vendor/reef/v3-fast'], default: 'vendor/reef/v3' },
}

test('ids and models with slashes keep them in the path', async () => {
  const document = vendorDocument({
    task: { id: '$response.body#/name', read: { operation: 'read', id: '$request.path.id' } },
    paths: {
      '/renders': {},
      '/renders/{id}': {},
      '/run/{model}': {
        post: {
          ...START,
          parameters: [MODEL],
          'x-operations': [{ ...START['x-operations'][0], example: { prompt: 'a lighthouse', model: 'vendor/reef/v3' } }],
          responses: responses(NAME, { name: 'models/reef/operations/a1b2c3d4' }),
        },
      },
      '/{id}': {
        get: {
          operationId: 'read',
          summary: 'Read',
          parameters: [{ ...ID_IN_PATH, allowReserved: true }],
          responses: responses(RENDER.schema, RENDER.example),
        },
      },
    },
  })
  const manifest =
    'version: 1\nproviders: { vendor: { spec: vendor.openapi.yaml } }\njobs:\n  clip: { uses: vendor/text-to-video, with: { prompt: a lighthouse, model: vendor/reef/v3 } }\n'
  const vendor = await throughEveryVerb(document, { manifest })
  expect(vendor.emulator.ledger()).toMatchObject(ONE_CLIP)
})
