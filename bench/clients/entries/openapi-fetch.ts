import type { paths } from '@shotlist/core/pixverse'
import createClient from 'openapi-fetch'

const client = createClient<paths>({ baseUrl: 'https://app-api.pixverse.ai', headers: { 'API-KEY': 'key' } })

export function run(): Promise<unknown> {
  return client.POST('/openapi/v2/video/text/generate', {
    headers: { 'Ai-trace-id': crypto.randomUUID() },
    body: { prompt: 'a glacier', model: 'v5', aspect_ratio: '16:9', duration: 5, quality: '720p' },
  })
}
