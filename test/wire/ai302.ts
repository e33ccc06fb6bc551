import { serveWire, type WireResponse } from './http-server.ts'

const KEY = 'sk-302-test'

/** The shapes that a response of `/pix/task/{id}/fetch` may have: the known one, and PixVerse's own. */
export const FETCH_SHAPES = ['known', 'upstream'] as const
type FetchShape = (typeof FETCH_SHAPES)[number]

/** 302.AI as far as it is documented, independent of our document and emulator. */
export async function serveAi302(clip: Buffer, shape: FetchShape) {
  const tasks = new Map<string, { body: Record<string, unknown>; reads: number }>()
  const mistakes: string[] = []
  const bad = (status: number, code: number, message: string): WireResponse => {
    mistakes.push(message)
    return { status, json: JSON.stringify({ error: { err_code: code, message, message_cn: message, message_jp: message, type: 'error' } }) }
  }

  const server = await serveWire((request, base) => {
    if (request.path.startsWith('/media/')) return { file: clip }
    if (request.headers.authorization !== `Bearer ${KEY}`) return bad(401, 10001, 'wrong or missing key')
    // Only the field of the balance is known: a response without it must not stop a run.
    if (request.path === '/dashboard/balance')
      return { json: JSON.stringify(shape === 'known' ? { data: { balance: 20.5 } } : { data: {} }) }
    if (request.method === 'POST' && request.path === '/pix/generate') {
      const body = JSON.parse(request.text) as Record<string, unknown>
      if (typeof body['prompt'] !== 'string' || typeof body['model'] !== 'string') return bad(400, -10011, 'prompt and model are required')
      const id = `pix_${1000 + tasks.size}`
      tasks.set(id, { body, reads: 0 })
      return { json: JSON.stringify({ code: 200, data: { task_id: id } }) }
    }
    const fetched = /^\/pix\/task\/([^/]+)\/fetch$/.exec(request.path)
    const id = fetched?.[1] ?? ''
    const task = tasks.get(id)
    if (request.method !== 'GET' || task === undefined) return bad(404, -10010, `nothing at ${request.method} ${request.path}`)
    task.reads += 1
    return { json: JSON.stringify(fetchAnswer(shape, { id, done: task.reads > 2, url: `${base}/media/${id}.mp4` })) }
  })
  return { ...server, key: KEY, mistakes, submitted: tasks }
}

function fetchAnswer(shape: FetchShape, { id, done, url }: { id: string; done: boolean; url: string }): unknown {
  if (shape === 'upstream')
    return { ErrCode: 0, ErrMsg: 'success', Resp: { video_id: 317982208110208, status: done ? 1 : 10, url: done ? url : '' } }
  const data = { task_id: id, state: done ? 'succeeded' : 'running', status: done ? '3' : '1', video_url: done ? url : null }
  return { code: 200, data: { ...data, image_url: null, poster: null, msg: null, point: '20', refund: '0' } }
}
