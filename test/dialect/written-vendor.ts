import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Emulator, type ScenarioOptions, startEmulator } from '@shotlist/emulator'
import { onTestFinished } from 'vitest'
import { PIXEL, tinyMedia } from '../chaos/tiny-media.ts'
import { shotlistInProcess } from '../harness/in-process.ts'
import { serveHttp } from '../harness/serve-http.ts'
import { type Finished, folderOf } from '../harness/shotlist.ts'

/** The request of a client, as the server got it. */
type Sent = { readonly line: string; readonly headers: Readonly<Record<string, unknown>>; readonly body: string }

export type Vendor = {
  readonly emulator: Emulator
  /** The requests so far. */
  readonly sent: Sent[]
  /** Where clients find the emulator: a server that passes everything on. */
  readonly url: string
  readonly folder: string
  /** Runs a command line beside the vendor's document and a manifest. */
  shotlist(...args: string[]): Promise<Finished>
}

export type VendorOptions = ScenarioOptions & {
  /** The jobs of the manifest. */
  readonly jobs: string
  readonly key?: string
  /** Changes the document first. */
  readonly edit?: (text: string) => string
  /** Changes the JSON of the responses. */
  readonly answers?: (text: string) => string
}

/** The vendor of a document of this folder, emulated, with a folder that has a manifest for it. */
export async function startVendor(
  id: string,
  { key = 'a-key', jobs, edit = (text) => text, answers = (text) => text, ...options }: VendorOptions,
): Promise<Vendor> {
  const file = `${id}.openapi.yaml`
  const folder = await folderOf({
    'shotlist.yaml': `version: 1\nname: dialect\nproviders: { ${id}: { spec: ${file} } }\ndefaults: { provider: ${id} }\njobs:\n${jobs}`,
    'still.png': PIXEL,
    [file]: edit(readFileSync(new URL(file, import.meta.url), 'utf8')),
  })
  const document = join(folder.path, file)
  const emulator = await startEmulator({ document, taskMs: 20, media: tinyMedia, ...options })
  const sent: Sent[] = []
  // Addresses of the API lead to this server; those of files stay.
  const atThisServer = (text: string) => text.replaceAll(new RegExp(`${emulator.url}(?=/(?!__emulator))`, 'g'), watching.url)
  const watching = await serveHttp((request, response) => {
    const chunks: Uint8Array[] = []
    request.on('data', (chunk: Uint8Array) => chunks.push(chunk))
    request.on('end', async () => {
      const body = Buffer.concat(chunks)
      const { method = 'GET', url = '', headers } = request
      sent.push({ line: `${method} ${url}`, headers, body: body.toString() })
      const { host: _host, connection: _connection, 'content-length': _length, expect: _expect, ...kept } = headers
      try {
        const answer = await fetch(`${emulator.url}${url}`, { method, headers: kept as never, body: body.length > 0 ? body : null })
        const type = answer.headers.get('content-type')
        const received = Buffer.from(await answer.arrayBuffer())
        const bytes = type?.includes('json') ? Buffer.from(answers(atThisServer(received.toString()))) : received
        response.writeHead(answer.status, type === null ? {} : { 'content-type': type }).end(bytes)
      } catch {
        response.destroy()
      }
    })
  })
  onTestFinished(async () => {
    await Promise.all([emulator.close(), watching.close()])
    await folder.remove()
  })
  const name = id.toUpperCase()
  const env = { [`${name}_API_KEY`]: key, [`${name}_BASE_URL`]: watching.url }
  return {
    emulator,
    sent,
    url: watching.url,
    folder: folder.path,
    shotlist: (...args) => shotlistInProcess(args, { cwd: folder.path, env }),
  }
}
