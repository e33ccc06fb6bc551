import { mkdtemp, readFile, writeFile } from 'node:fs/promises'
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createProviderClient, download } from '@shotlist/core'
import { startEmulator } from '@shotlist/emulator'
import { expect, onTestFinished, test } from 'vitest'
import { fileFetch } from '../../packages/runner/src/files/connections/pooled-fetch.ts'
import { tinyMedia } from '../chaos/tiny-media.ts'
import { shotlistInProcess } from '../harness/in-process.ts'
import { ROOT } from '../harness/shotlist.ts'

const DOCUMENT = join(ROOT, 'test/dialect/darkroom.openapi.yaml')
const KEY = 'darkroom-key-1'
const MANIFEST = `version: 1
name: keys
providers: { darkroom: { spec: darkroom.openapi.yaml } }
jobs:
  clip: { uses: darkroom/text-to-video, with: { prompt: a fox }, output: clip.mp4 }
`

type Asked = { readonly path: string; readonly key: string | undefined; readonly version: unknown }

function askedOf({ url, headers }: IncomingMessage): Asked {
  return { path: url ?? '', key: headers.authorization, version: headers['x-darkroom-version'] }
}

/** A host that answers every request, and what it was asked. */
async function host(answer: (path: string) => { readonly location?: string }): Promise<{ port: number; asked: Asked[] }> {
  const asked: Asked[] = []
  const server = createServer((request, response) => {
    asked.push(askedOf(request))
    const { location } = answer(request.url ?? '')
    response.writeHead(location === undefined ? 200 : 302, location === undefined ? {} : { location }).end('clip')
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  return { port: (server.address() as AddressInfo).port, asked }
}

test('a file below the API is fetched with the key and the headers that the document names', async () => {
  const emulator = await startEmulator({ document: DOCUMENT, media: tinyMedia, taskMs: 10, keys: [KEY] })
  onTestFinished(() => emulator.close())
  const cwd = await mkdtemp(join(tmpdir(), 'shotlist-keys-'))
  await writeFile(join(cwd, 'darkroom.openapi.yaml'), await readFile(DOCUMENT))
  await writeFile(join(cwd, 'shotlist.yaml'), MANIFEST)
  const env = { DARKROOM_API_KEY: KEY, DARKROOM_BASE_URL: emulator.url }
  const run = (...args: string[]) => shotlistInProcess(args, { cwd, env })
  expect((await run('run', '--yes')).stdout + (await run('run', '--yes')).stderr).toContain('darkroom=files.darkroom.example')
  const ended = await run('run', '--yes', '--allow-host', 'darkroom=files.darkroom.example')
  expect({ code: ended.code, stderr: ended.stderr }).toEqual({ code: 0, stderr: '' })
  expect(emulator.ledger()).toMatchObject({ submissions: 1, mistakes: 0 })
  expect(await readFile(join(cwd, 'shotlist.lock.yaml'), 'utf8')).not.toContain(KEY)
  expect(await run('rehearse', '--quiet', '--speed', '600')).toMatchObject({ code: 0 })
  const client = createProviderClient(emulator.model.table, { apiKey: KEY, baseUrl: emulator.url })
  const { outputs } = await client.start('text-to-video', { prompt: 'a' }, { poll: { firstMs: 5, everyMs: 5 } })
  const url = String(outputs['video_url'])
  expect(url).toMatch(new RegExp(`^${emulator.url}/v1/files/[^/]+/content$`))
  await expect(download(url)).rejects.toThrow('HTTP 401')
  const { stream } = await download(url, { fetch: client.outputFetch('text-to-video', 'video_url') })
  expect((await new Response(stream).bytes()).length).toBeGreaterThan(100)
})

test('the key stays with the hosts of the provider, wherever a redirect leads', async () => {
  const foreign = await host(() => ({}))
  const own = await host((path) => {
    if (path.startsWith('/v1/files/away')) return { location: `http://localhost:${foreign.port}/clip?signature=1` }
    return path.startsWith('/v1/files/near') ? { location: '/v1/store/clip' } : {}
  })
  const { model, close } = await startEmulator({ document: DOCUMENT, media: tinyMedia })
  await close()
  const baseUrl = `http://127.0.0.1:${own.port}`
  const client = createProviderClient(model.table, { apiKey: KEY, baseUrl })
  for (const through of [globalThis.fetch, fileFetch({ inside: true })]) {
    const fetch = client.outputFetch('job', 'video_url', through)
    for (const name of ['away', 'near', 'here']) {
      const { stream } = await download(`${baseUrl}/v1/files/${name}/content`, { fetch })
      expect(await new Response(stream).text()).toBe('clip')
    }
    await download(`http://localhost:${foreign.port}/straight`, { fetch }).then(({ stream }) => stream.cancel())
    const asked = own.asked.splice(0)
    expect(asked.map(({ path }) => path)).toEqual([
      '/v1/files/away/content',
      '/v1/files/near/content',
      '/v1/store/clip',
      '/v1/files/here/content',
    ])
    expect(asked.filter(({ key, version }) => key !== `Bearer ${KEY}` || version !== '2')).toEqual([])
    expect(foreign.asked.splice(0)).toEqual([
      { path: '/clip?signature=1', key: undefined, version: undefined },
      { path: '/straight', key: undefined, version: '2' },
    ])
    await download(`${baseUrl}/cover.png`, { fetch: client.outputFetch('job', 'cover', through) }).then(({ stream }) => stream.cancel())
    expect(own.asked.splice(0)).toEqual([{ path: '/cover.png', key: undefined, version: undefined }])
  }
})

test('the emulator reads the address of a file as it stands if an escape in it is malformed', async () => {
  const emulator = await startEmulator({ document: DOCUMENT, media: tinyMedia, taskMs: 10, keys: [KEY] })
  onTestFinished(() => emulator.close())
  const client = createProviderClient(emulator.model.table, { apiKey: KEY, baseUrl: emulator.url })
  const { outputs } = await client.start('text-to-video', { prompt: 'a' }, { poll: { firstMs: 5, everyMs: 5 } })
  const url = String(outputs['video_url'])
  const [, name = ''] = /\/files\/([^/]+)\/content$/.exec(url) ?? []
  const statusOf = async (part: string) => {
    const response = await fetch(url.replace(name, part), {
      headers: { authorization: `Bearer ${KEY}`, 'x-darkroom-version': '2' },
    })
    await response.body?.cancel()
    return response.status
  }
  // The same name in escapes, which are valid, is that file.
  const escapes = Array.from(name, (letter) => `%${letter.charCodeAt(0).toString(16)}`).join('')
  expect(await statusOf(escapes)).toBe(200)
  for (const part of ['%', '%zz', '%E0%A4%A', `${name}%`, `${name}%2`, `%zz${name}`])
    expect({ part, status: await statusOf(part) }).toEqual({ part, status: 404 })
  expect(await statusOf(name)).toBe(200)
})
