import { createFalClient } from '@fal-ai/client'

const client = createFalClient({ credentials: 'key' })

export const run = (): Promise<unknown> =>
  client.subscribe('fal-ai/pixverse/v5/text-to-video', {
    input: { prompt: 'a glacier', aspect_ratio: '16:9', duration: '5', resolution: '720p' },
  })
