import { defined } from '@shotlist/codegen/defined'
import { createProviderClient, download } from '@shotlist/core'
import { expect, onTestFinished, test } from 'vitest'
import { serveHttp } from '../harness/serve-http.ts'
import { ID_IN_PATH, ONE_CLIP, openVendor, responses, TEXT, throughEveryVerb, vendorDocument } from './vendor.ts'

const ASSET_ID = { name: 'asset_id', in: 'path', required: true, schema: TEXT }
const HEADERS = { headers: { 'Vendor-Version': '2026-05-01' } }
const CDN = 'https://cdn.vendor.example/as_77.mp4'

const REDIRECT = {
  description: 'The file is at another host.',
  headers: { Location: { schema: { type: 'string', format: 'uri' } } },
}

type File = { readonly from: string; readonly auth?: boolean }

/** The read names an asset; another request returns it; its file is below the API, needs the key, and is behind a redirect. */
function document({ ofRead, ofResult, content }: { readonly ofRead?: File; readonly ofResult?: File; readonly content?: string }) {
  const output = (file: File | undefined) => (file === undefined ? {} : { video_url: { type: 'video', ...file } })
  return vendorDocument({
    provider: HEADERS,
    task: {
      outputs: output(ofRead),
      result: {
        operation: 'asset',
        id: '$request.path.asset_id',
        value: '$response.body#/asset_id',
        outputs: { asset_id: { from: '$response.body#/asset/id', type: 'id' }, ...output(ofResult) },
      },
    },
    paths: {
      '/renders/{id}': {
        get: {
          operationId: 'read',
          summary: 'Read',
          parameters: [ID_IN_PATH],
          responses: responses({ type: 'object', properties: { status: TEXT, asset_id: TEXT } }, { status: 'done', asset_id: 'as_77' }),
        },
      },
      '/assets/{asset_id}': {
        get: {
          operationId: 'asset',
          summary: 'An asset',
          parameters: [ASSET_ID],
          responses: responses(
            { type: 'object', properties: { asset: { type: 'object', properties: { id: TEXT, content: TEXT } } } },
            { asset: { id: 'as_77', ...defined({ content }) } },
          ),
        },
      },
      '/assets/{asset_id}/content': {
        get: { operationId: 'content', summary: 'The file of an asset', parameters: [ASSET_ID], responses: { 302: REDIRECT } },
      },
    },
  })
}

const FIELD = '$response.body#/asset/content'

/** Every way in which a document may name the file. */
const WAYS: Readonly<Record<string, Parameters<typeof document>[0]>> = {
  'an address of the read, beside a result': { ofRead: { from: '/assets/{$response.body#/asset_id}/content', auth: true } },
  'an address of the result': { ofResult: { from: '/assets/{$response.body#/asset/id}/content', auth: true } },
  'a path in the response': { ofResult: { from: FIELD, auth: true }, content: '/assets/as_77/content' },
  'a path in the response that has no example': { ofResult: { from: FIELD, auth: true } },
  'an absolute address in the response': {
    ofResult: { from: FIELD, auth: true },
    content: 'https://api.vendor.example/v1/assets/as_77/content',
  },
}

test.each(Object.entries(WAYS))(
  'a file below the API is downloaded with key and headers, and through its redirect: %s',
  async (_way, made) => {
    const vendor = await throughEveryVerb(document(made))
    expect(vendor.emulator.ledger()).toMatchObject(ONE_CLIP)
  },
)

function withoutAuth(file: File | undefined): File | undefined {
  return file && { from: file.from }
}

test.each(Object.entries(WAYS))('a rehearsal fails if the document forgets that the download needs the key: %s', async (_way, made) => {
  const forgotten = { ...made, ...defined({ ofRead: withoutAuth(made.ofRead), ofResult: withoutAuth(made.ofResult) }) }
  const vendor = await openVendor(document(forgotten))
  const { code, stdout } = await vendor.shotlist('rehearse', '--yes', '--speed', '6000')
  expect(code).not.toBe(0)
  expect(stdout).toContain('does not give the file without a key (HTTP 401)')
})

test('files at other hosts keep their links, and a path without a described request is below the server', async () => {
  const away = await throughEveryVerb(document({ ofResult: { from: FIELD }, content: CDN }))
  expect(away.emulator.ledger()).toMatchObject(ONE_CLIP)
  const below = await throughEveryVerb(document({ ofResult: { from: FIELD }, content: '/store/as_77.mp4' }))
  expect(below.emulator.ledger()).toMatchObject(ONE_CLIP)
})

test('the headers of every request go along with downloads from the hosts of the provider, and to no other host', async () => {
  const asked: [string | undefined, unknown][] = []
  const foreign = await serveHttp(({ headers }, response) => {
    asked.push(['foreign', headers['vendor-version']])
    response.end('clip')
  })
  const own = await serveHttp(({ url, headers }, response) => {
    asked.push([url, headers['vendor-version']])
    if (url === '/v1/away') response.writeHead(302, { location: foreign.url.replace('127.0.0.1', 'localhost') })
    response.end('clip')
  })
  onTestFinished(async () => {
    await Promise.all([foreign.close(), own.close()])
  })
  const { emulator } = await openVendor(document({ ofResult: { from: FIELD } }))
  const client = createProviderClient(emulator.model.table, { apiKey: 'a-key-4711', baseUrl: own.url })
  const fetch = client.outputFetch('render', 'video_url')
  for (const url of [`${own.url}/v1/away`, `${own.url}/v1/here`, foreign.url]) {
    const { stream } = await download(url, { fetch })
    expect(await new Response(stream).text()).toBe('clip')
  }
  expect(asked).toEqual([
    ['/v1/away', '2026-05-01'],
    ['foreign', undefined],
    ['/v1/here', '2026-05-01'],
    ['foreign', undefined],
  ])
})
