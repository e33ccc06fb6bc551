import { randomUUID } from 'node:crypto'
import { serveWire, type WireResponse } from './http-server.ts'

const TOKEN = 'ace-test-token'

/**
 * Ace Data Cloud as its guides describe it, independent of our document and emulator: everything is a POST, and tasks have no status field,
 * only a result once it exists.
 */
export async function serveAcedata(clip: Buffer) {
  const tasks = new Map<string, { body: Record<string, unknown>; reads: number; videoId: string }>()
  const mistakes: string[] = []
  const bad = (status: number, code: string, message: string): WireResponse => {
    mistakes.push(message)
    return { status, json: JSON.stringify({ error: { code, message }, trace_id: randomUUID() }) }
  }

  const item = (id: string, base: string) => {
    const task = tasks.get(id)
    if (task === undefined) return undefined
    task.reads += 1
    const head = `"id":"${id}","created_at":1768900000.25,"request":${JSON.stringify(task.body)}`
    if (task.reads < 2) return `{${head}}`
    if (task.reads < 3) return `{${head},"response":{"data":[{"state":"processing"}]}}`
    return `{${head},"finished_at":1768900060.5,"response":{"success":true,"task_id":"${id}","trace_id":"${randomUUID()}","data":[{"id":${task.videoId},"video_url":"${base}/media/${task.videoId}.mp4","first_frame":"","last_frame":"","video_width":0,"video_height":0,"duration":5,"seed":0,"extended":${task.body['action'] === 'extend' ? 1 : 0}}]}}`
  }

  const server = await serveWire((request, base) => {
    if (request.path.startsWith('/media/')) {
      if (request.headers.authorization !== undefined) mistakes.push('the token went to the file host')
      return { file: clip }
    }
    if (request.headers.authorization !== `Bearer ${TOKEN}`) return bad(401, 'invalid_token', 'wrong or missing token')
    if (request.method !== 'POST') return bad(404, 'no_api', `${request.method} is not known here`)
    if (!String(request.headers['content-type']).startsWith('application/json')) return bad(400, 'bad_request', 'content-type is not JSON')
    const body = JSON.parse(request.text) as Record<string, unknown>
    if (request.path === '/pixverse/videos') {
      if (typeof body['prompt'] !== 'string' || typeof body['model'] !== 'string')
        return bad(400, 'bad_request', 'prompt and model are required')
      if (body['async'] !== true) return bad(400, 'bad_request', 'a synchronous submission keeps the connection open for minutes')
      if (body['action'] === 'extend') {
        if (/"video_id":\s*"/.test(request.text)) return bad(400, 'bad_request', 'video_id was quoted')
        if (![...tasks.values()].some((task) => request.text.includes(task.videoId)))
          return bad(400, 'bad_request', 'video_id is not an id of an earlier result')
      }
      const id = randomUUID()
      tasks.set(id, { body, reads: 0, videoId: String(317_982_208_110_208 + tasks.size) })
      return { json: JSON.stringify({ task_id: id }) }
    }
    if (request.path === '/pixverse/tasks') {
      if (body['action'] === 'retrieve') {
        const found = item(String(body['id']), base)
        return found === undefined ? bad(404, 'not_found', 'no such task') : { json: found }
      }
      if (body['action'] === 'retrieve_batch') {
        const items = (body['ids'] as string[]).map((id) => item(id, base)).filter((text) => text !== undefined)
        return { json: `{"items":[${items.join(',')}],"count":${items.length}}` }
      }
      return bad(400, 'bad_request', 'unknown action')
    }
    return bad(404, 'no_api', `no such path: ${request.path}`)
  })
  return { ...server, key: TOKEN, mistakes, submitted: tasks }
}
