import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { connect } from '@shotlist/core'
import { provider, textToVideo } from '@shotlist/core/pixverse'
import { median } from '../measure/median.ts'
import type { Section } from '../measure/section.ts'

const ROUNDS = 50
function pause(ms: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, ms)
  })
}

export const section: Section = {
  title: `Abort of a task that waits and of a stalled read (ms until it settles, ${ROUNDS} each)`,
  measure: async () => {
    const server = createServer((request, response) => {
      response.writeHead(200, { 'content-type': 'application/json' })
      if (request.method === 'POST') response.end('{"ErrCode":0,"Resp":{"video_id":1}}')
      else response.write('{"ErrCode":')
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
    const client = connect(provider, { textToVideo }, { apiKey: 'key', baseUrl })
    const rows = []
    for (const [when, firstMs] of [
      ['while it waits', 60_000],
      ['while a read stalls', 1],
    ] as const) {
      const times: number[] = []
      for (let round = 0; round < ROUNDS; round++) {
        const input = { prompt: 'a glacier', model: 'v5', aspect_ratio: '16:9', duration: 5, quality: '720p' } as const
        const task = client.textToVideo(input, { poll: { firstMs } })
        await task.submitted
        await pause(40)
        const begun = performance.now()
        task.abort()
        await task.catch(() => undefined)
        times.push(performance.now() - begun)
      }
      rows.push({ abort: when, median: median(times).toFixed(2), most: Math.max(...times).toFixed(2) })
    }
    server.closeAllConnections()
    server.close()
    return rows
  },
}
