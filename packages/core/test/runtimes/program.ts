import { AbortedError, connect, EnvelopeError, InvalidInputError, OutcomeUnknownError, TaskFailedError } from '../../src/index.ts'
import { imageToVideo, provider, textToVideo } from '../../src/providers/pixverse/index.gen.ts'
import { createWebhookHandler } from '../../src/providers/pixverse/webhooks.gen.ts'

/** The program's results, as plain JSON. */
export type Seen = Readonly<Record<string, unknown>>

async function caught(work: PromiseLike<unknown>): Promise<unknown> {
  return work.then(
    () => 'no error',
    (error: unknown) => error,
  )
}

/** A program as users write it, for runtimes without Node. Server: `serve-program.ts`. */
export async function main(baseUrl: string): Promise<Seen> {
  const client = connect(provider, { textToVideo, imageToVideo }, { apiKey: 'key', baseUrl, retry: { baseMs: 1 } })
  const poll = { firstMs: 1, everyMs: 1 }
  const input = { prompt: 'a glacier', model: 'v5', aspect_ratio: '16:9', duration: 5, quality: '720p' } as const

  const states: string[] = []
  const task = client.textToVideo(input, { poll })
  for await (const { state } of task) states.push(state)
  const { outputs } = await task

  // A 1 by 1 PNG.
  const png = Uint8Array.from(
    atob('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=='),
    (c) => c.charCodeAt(0),
  )
  const image = { data: new Blob([png], { type: 'image/png' }), name: 'dot.png' }
  const pictured = await client.imageToVideo({ img_id: image, prompt: 'p', model: 'v5', duration: 5, quality: '720p' }, { poll })

  const invalid = await caught(client.textToVideo({ ...input, duration: 8, quality: '1080p', model: 'v3.5' }))
  const refused = await caught(client.textToVideo({ ...input, prompt: 'refuse' }, { poll }))
  const failed = await caught(client.textToVideo({ ...input, prompt: 'fail' }, { poll }))
  const endless = client.textToVideo({ ...input, prompt: 'wait' }, { poll: { firstMs: 1, everyMs: 60_000 } })
  await endless.submitted
  endless.abort('enough')
  const aborted = await caught(endless)

  // No server listens there, but browsers do not report that.
  const nowhere = connect(provider, { textToVideo }, { apiKey: 'key', baseUrl: 'http://127.0.0.1:9', retry: { baseMs: 1 } })
  const lost = await caught(nowhere.textToVideo(input))

  const handler = createWebhookHandler({ secret: 'secret', onDelivery: () => {} })
  const unsigned = await handler(new Request(`${baseUrl}/hook`, { method: 'POST', body: '{"id":"1","status":1}' }))

  return {
    states,
    url: outputs.video_url,
    id: outputs.video_id,
    pictured: pictured.outputs.video_id,
    invalid: invalid instanceof InvalidInputError ? invalid.issues : String(invalid),
    refused: refused instanceof EnvelopeError ? [refused.class, refused.meaning] : String(refused),
    failed: failed instanceof TaskFailedError ? failed.class : String(failed),
    aborted: aborted instanceof AbortedError ? aborted.cause : String(aborted),
    lost: lost instanceof OutcomeUnknownError ? lost.repeatable : String(lost),
    webhook: unsigned.status,
  }
}
