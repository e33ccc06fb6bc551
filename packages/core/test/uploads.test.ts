import { createReadStream, openAsBlob } from 'node:fs'
import { Readable } from 'node:stream'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { accepted, finished } from './acme.ts'
import { connectTo, rejection } from './connect-to.ts'
import { drop, json, startServer } from './scripted-server.ts'

const uploaded = json('{"ErrCode":0,"Resp":{"img_id":9007199254740993}}')
const picture = fileURLToPath(new URL('../../../examples/assets/cup.png', import.meta.url))
const png = new File(['png bytes'], 'cat.png', { type: 'image/png' })

describe('upload', () => {
  it('sends a file with its name and type, and returns its exact id', async () => {
    await using server = await startServer([drop, uploaded])
    expect(await connectTo(server).upload('upload-image', png)).toEqual({
      value: '9007199254740993',
      outputs: { img_id: '9007199254740993' },
      body: { ErrCode: 0, Resp: { img_id: '9007199254740993' } },
    })
    const [, { headers, body } = { headers: {}, body: '' }] = server.received
    expect(headers['content-type']).toMatch(/^multipart\/form-data; boundary=/)
    expect(body).toContain('Content-Disposition: form-data; name="image"; filename="cat.png"\r\nContent-Type: image/png\r\n\r\npng bytes')
  })

  it.each([
    ['bytes', new TextEncoder().encode('png bytes'), 'filename="file"'],
    [
      'a stream',
      { data: new Blob(['png bytes']).stream(), name: 'dog.png', type: 'image/png' },
      'filename="dog.png"\r\nContent-Type: image/png',
    ],
    ['a Blob', { data: new Blob(['png bytes'], { type: 'image/png' }) }, 'filename="file"\r\nContent-Type: image/png'],
    ['a bare stream', new Blob(['png bytes']).stream(), 'filename="file"'],
    ['a stream of Node', Readable.from([Buffer.from('png '), Buffer.from('bytes')]), 'filename="file"'],
    ['an ArrayBuffer', new TextEncoder().encode('png bytes').buffer, 'filename="file"'],
  ])('takes %s', async (_, file, part) => {
    await using server = await startServer([uploaded])
    await connectTo(server).upload('upload-image', file)
    expect(server.received[0]?.body).toContain(part)
    expect(server.received[0]?.body).toContain('png bytes')
  })

  it('streams a file from disk, again for each try', async () => {
    await using server = await startServer([drop, uploaded])
    const data = await openAsBlob(fileURLToPath(import.meta.url), { type: 'image/png' })
    await connectTo(server).upload('upload-image', { data, name: 'cat.png', type: 'image/png' })
    expect(server.received[1]?.body).toContain('filename="cat.png"\r\nContent-Type: image/png')
    expect(server.received[1]?.body).toContain('takes a file of the disk')
  })

  it('passes on a URL if the provider can fetch it, and refuses it otherwise', async () => {
    await using server = await startServer([uploaded, uploaded])
    const client = connectTo(server)
    await client.upload('upload-image', new URL('https://pictures.example/dog.png'))
    expect(server.received[0]?.body).toContain('name="image_url"\r\n\r\nhttps://pictures.example/dog.png')
    await client.upload('upload-image', { url: 'https://pictures.example/cat.png' }, { fields: { tag: 7 } })
    expect(server.received[1]?.body).toContain('name="image_url"\r\n\r\nhttps://pictures.example/cat.png')
    expect(server.received[1]?.body).toContain('name="tag"\r\n\r\n7')
    const table = structuredClone(client.table) as { operations: Record<string, { upload: object }> }
    table.operations['upload-image']!.upload = { file: 'image', result: 'img_id', accepts: { types: [] } }
    const error = await rejection(connectTo(server, { table: table as never }).upload('upload-image', { url: 'https://x.example' }))
    expect(error).toMatchObject({ code: 'invalid-input', issues: [{ pointer: '/image' }] })
  })

  it.each([
    ['is empty', new Blob([])],
    ['has the type text/html; accepted types: image/png', new Blob(['x'], { type: 'text/html' })],
    ['is 1.21 MB; the limit is 1 MB', new Blob([new Uint8Array(1_260_000)])],
  ])('refuses a file that %s', async (message, file) => {
    await using server = await startServer([uploaded])
    const error = await rejection(connectTo(server).upload('upload-image', file))
    expect(error).toMatchObject({ code: 'invalid-input', message: `upload-image: image ${message}` })
    expect(server.received).toHaveLength(0)
  })

  it('detects a missing type from the first bytes', async () => {
    await using server = await startServer([uploaded, uploaded])
    const client = connectTo(server)
    await client.upload('upload-image', await openAsBlob(picture))
    expect(server.received[0]?.body).toContain('filename="file"\r\nContent-Type: image/png')
    await client.upload('upload-image', { data: createReadStream(picture), name: 'cup.png' })
    expect(server.received[1]?.body).toContain('filename="cup.png"\r\nContent-Type: image/png')
  })

  it.each([
    ['a path', 'cat.png'],
    ['a response', new Response('png bytes')],
    ['what holds a path', { file: 'cat.png' }],
    ['nothing', null],
  ])('says that %s is no file', async (_, file) => {
    await using server = await startServer([uploaded])
    const error = await rejection(connectTo(server).upload('upload-image', file as never))
    expect(error).toMatchObject({
      code: 'invalid-input',
      issues: [{ pointer: '/image', message: expect.stringContaining('await openAsBlob(path)') }],
    })
    expect(server.received).toHaveLength(0)
  })

  it('fails if the response has no id', async () => {
    await using server = await startServer([json('{"ErrCode":0,"Resp":{}}')])
    expect(await rejection(connectTo(server).upload('upload-image', png))).toMatchObject({ code: 'unexpected-answer' })
  })
})

describe('a task with files in its input', () => {
  it('uploads each file once, before it is submitted with the ids', async () => {
    await using server = await startServer([uploaded, json(accepted()), json(finished)])
    await connectTo(server).start('image-to-video', { img_id: png, images: [{ img_id: png }, { img_id: '7' }] })
    expect(server.received.map(({ path }) => path)).toEqual(['/v1/images', '/v1/videos', '/v1/videos/41'])
    expect(server.received[1]?.body).toBe('{"img_id":9007199254740993,"images":[{"img_id":9007199254740993},{"img_id":7}]}')
  })

  it('uploads nothing if the rest of the input is wrong', async () => {
    await using server = await startServer([uploaded])
    const validator = Object.assign(
      (value: unknown) => {
        validator.errors = [
          { instancePath: '/img_id', schemaPath: '#/properties/img_id/type', keyword: 'type', params: { type: 'string' } },
          { instancePath: '', schemaPath: '#/required', keyword: 'required', params: { missingProperty: 'prompt' } },
        ]
        return value === undefined
      },
      { errors: [] as object[] },
    )
    const error = await rejection(
      connectTo(server, { validators: { 'image-to-video': validator as never } }).start('image-to-video', { img_id: png }),
    )
    expect(error).toMatchObject({ code: 'invalid-input', issues: [{ pointer: '/prompt', message: 'prompt is required' }] })
    expect(server.received).toHaveLength(0)
  })
})
