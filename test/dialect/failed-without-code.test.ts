import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { startEmulator } from '@shotlist/emulator'
import { expect, onTestFinished, test } from 'vitest'
import { tinyMedia } from '../chaos/tiny-media.ts'
import { shotlistInProcess } from '../harness/in-process.ts'
import { serveHttp } from '../harness/serve-http.ts'
import { eventsOf, folderOf, ROOT } from '../harness/shotlist.ts'

const MANIFEST = `version: 1
providers: { acedata: { spec: acedata.openapi.yaml } }
jobs:
  clip: { uses: acedata/text-to-video, with: { prompt: a lighthouse, model: v5, duration: 5, quality: 540p } }
`

test('Ace reports `success: false` without a code: the task has failed, and is not paid for again', async () => {
  const shipped = await readFile(join(ROOT, 'specs/acedata/openapi.yaml'), 'utf8')
  const document = shipped.replace('poll: { first: 10s, every: 5s, deadline: 10m }', 'poll: { first: 20ms, every: 20ms, deadline: 1m }')
  expect(document).not.toBe(shipped)
  const folder = await folderOf({ 'acedata.openapi.yaml': document, 'shotlist.yaml': MANIFEST })
  const emulator = await startEmulator({ document: join(folder.path, 'acedata.openapi.yaml'), taskMs: 60, media: tinyMedia })
  // Stands before the emulator, and replaces what its reads say of a task.
  const before = await serveHttp(async (request, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk as Buffer)
    const { connection: _own, host: _here, 'content-length': _length, ...headers } = request.headers as Record<string, string>
    const body = chunks.length === 0 ? {} : { body: Buffer.concat(chunks) }
    const answer = await fetch(`${emulator.url}${request.url}`, { method: request.method ?? 'GET', headers, ...body })
    const told = (await answer.json()) as Record<string, unknown>
    if (request.url?.includes('tasks') === true) told['response'] = { success: false, error: 'fetch failed' }
    response.writeHead(answer.status, { 'content-type': 'application/json' }).end(JSON.stringify(told))
  })
  onTestFinished(async () => {
    await before.close()
    await emulator.close()
    await folder.remove()
  })
  const env = { ACEDATACLOUD_API_TOKEN: 'ace-test-key-0451', ACEDATA_BASE_URL: before.url }
  const { code, stdout } = await shotlistInProcess(['run', '--yes', '--json'], { cwd: folder.path, env })
  expect(code).not.toBe(0)
  const failed = eventsOf(stdout).find((event) => event['event'] === 'job.failed')
  expect(failed).toMatchObject({ class: 'unknown', message: 'fetch failed' })
  expect(emulator.ledger()).toMatchObject({ submissions: 1, duplicates: 0 })
})
