export async function run(): Promise<unknown> {
  const response = await fetch('https://app-api.pixverse.ai/openapi/v2/video/text/generate', {
    method: 'POST',
    headers: { 'API-KEY': 'key', 'Ai-trace-id': crypto.randomUUID(), 'content-type': 'application/json' },
    body: JSON.stringify({ prompt: 'a glacier', model: 'v5', aspect_ratio: '16:9', duration: 5, quality: '720p' }),
  })
  return response.json()
}
