import { createFalClient } from '@fal-ai/client'
import RunwayML from '@runwayml/sdk'
import { connect, createProviderClient } from '@shotlist/core'
import * as checked from '@shotlist/core/pixverse'
import * as unchecked from '@shotlist/core/pixverse/unchecked'
import createClient from 'openapi-fetch'
import { median } from '../measure/median.ts'
import type { Row, Section } from '../measure/section.ts'

const BASE_URL = 'https://app-api.pixverse.ai'
const PATH = '/openapi/v2/video/text/generate'
const INPUT = { prompt: 'a glacier', model: 'v5', aspect_ratio: '16:9', duration: 5, quality: '720p' } as const
const ANSWER = '{"ErrCode":0,"ErrMsg":"Success","Resp":{"video_id":328545151283013,"credits":45},"id":"x","request_id":"r"}'
async function stub(): Promise<Response> {
  return new Response(ANSWER, { headers: { 'content-type': 'application/json' } })
}

const WARM_UP = 3_000
const CALLS = 3_000
const ROUNDS = 7

/** Nanoseconds of processor time for one call, including the stub. Processor time hardly depends on what else the machine does. */
async function timed(call: () => PromiseLike<unknown>): Promise<number> {
  const begun = process.cpuUsage()
  for (let index = 0; index < CALLS; index++) await call()
  const { user, system } = process.cpuUsage(begun)
  return ((user + system) * 1000) / CALLS
}

const HEADERS = { 'API-KEY': 'key' }
const openapi = createClient<checked.paths>({ baseUrl: BASE_URL, headers: HEADERS, fetch: stub })
const runway = new RunwayML({ apiKey: 'key', fetch: stub })
const fal = createFalClient({ credentials: 'key', fetch: stub })
const OPTIONS = { apiKey: 'key', fetch: stub }
const engine = createProviderClient(checked.table, OPTIONS)
const client = connect(checked.provider, { textToVideo: checked.textToVideo, usageDetail: checked.usageDetail }, OPTIONS)
const bare = connect(unchecked.provider, { usageDetail: unchecked.usageDetail }, OPTIONS)
const PERIOD = { start_time: '2026-01-01 00:00:00', end_time: '2026-01-02 00:00:00', limit: 10 }

/** A whole task: submitted, waited for, and aborted, which creates an error. */
async function submitted() {
  const task = client.textToVideo(INPUT)
  await task.submitted
  task.abort()
}

const clients: Readonly<Record<string, () => PromiseLike<unknown>>> = {
  'raw fetch': async () => {
    const trace = crypto.randomUUID()
    const init = { method: 'POST', headers: { ...HEADERS, 'Ai-trace-id': trace }, body: JSON.stringify(INPUT) }
    const response = await (stub as typeof fetch)(`${BASE_URL}${PATH}`, init)
    return response.json()
  },
  'openapi-fetch': () => openapi.POST(PATH, { headers: { 'Ai-trace-id': crypto.randomUUID() }, body: INPUT }),
  'shotlist, a call, unchecked': () => bare.usageDetail(PERIOD),
  'shotlist, a call': () => client.usageDetail(PERIOD),
  'shotlist, a submission (engine.submit)': () => engine.submit('text-to-video', INPUT),
  'shotlist, a task started and aborted': submitted,
  '@runwayml/sdk': () => runway.textToVideo.create({ model: 'gen4.5', promptText: 'a glacier', ratio: '1280:720', duration: 5 }),
  '@fal-ai/client (queue.submit)': () => fal.queue.submit('fal-ai/pixverse/v5/text-to-video', { input: { prompt: 'a glacier' } }),
}

export const section: Section = {
  title: `One request with a fetch that responds at once (processor time; median of ${ROUNDS} rounds, clients in turn)`,
  measure: async (): Promise<readonly Row[]> => {
    const times = new Map<string, number[]>(Object.keys(clients).map((name) => [name, []]))
    for (const call of Object.values(clients)) for (let index = 0; index < WARM_UP; index++) await call()
    for (let round = 0; round < ROUNDS; round++) {
      for (const [name, call] of Object.entries(clients)) times.get(name)?.push(await timed(call))
    }
    const base = median(times.get('openapi-fetch') ?? [])
    return [...times].map(([name, each]) => ({
      client: name,
      'CPU ns a call': Math.round(median(each)),
      'over openapi-fetch, us': Math.round((median(each) - base) / 100) / 10,
    }))
  },
}
