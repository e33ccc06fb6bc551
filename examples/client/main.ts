// The typed client, used directly: submit, watch, wait, extend, download.
//
//   PIXVERSE_API_KEY=... node examples/client/main.ts
//
// Without a key, try it on the emulator: `shotlist emulate pixverse` prints the two variables to set.
import { createWriteStream } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import { Writable } from 'node:stream'
import { download, OutcomeUnknownError, TaskFailedError } from '@shotlist/core'
import { createClient } from '@shotlist/core/pixverse'

const client = createClient({
  apiKey: process.env['PIXVERSE_API_KEY'],
  baseUrl: process.env['PIXVERSE_BASE_URL'],
})

// The price is known before anything is sent.
const request = { prompt: 'a lighthouse in a storm', model: 'v5', quality: '540p', duration: 5, aspect_ratio: '16:9' } as const
console.log('estimate:', client.estimate('text-to-video', request))

try {
  // A task starts at once. It can be watched ...
  const task = client.textToVideo(request)
  console.log('submitted:', (await task.submitted).taskId)
  for await (const { state } of task) console.log('state:', state)

  // ... awaited, and used by the next one.
  const clip = await task
  const longer = await client.extend({
    source_video_id: clip.outputs.video_id,
    prompt: 'the light goes on',
    model: 'v5',
    quality: '540p',
    duration: 5,
  })

  await mkdir('renders', { recursive: true })
  for (const [name, { outputs }] of Object.entries({ lighthouse: clip, 'lighthouse-longer': longer })) {
    const { stream } = await download(outputs.video_url)
    await stream.pipeTo(Writable.toWeb(createWriteStream(`renders/${name}.mp4`)))
    console.log('saved:', `renders/${name}.mp4`)
  }
} catch (error) {
  // Failures are typed; these two matter most for money.
  if (error instanceof TaskFailedError) console.error(`the clip failed (${error.class}): ${error.message}`)
  else if (error instanceof OutcomeUnknownError) console.error(`sent, but never answered; repeat it with key ${error.key}`)
  else throw error
  process.exitCode = 1
}
