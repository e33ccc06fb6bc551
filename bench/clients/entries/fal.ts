import { createFalClient } from '@fal-ai/client'

const client = createFalClient({ credentials: 'key' })

export function run(): Promise<unknown> {
  return client.subscribe('fal-ai/pixverse/v5/text-to-video', {
    input: { prompt: 'a glacier', aspect_ratio: '16:9', duration: '5', resolution: '720p' },
  })
}
