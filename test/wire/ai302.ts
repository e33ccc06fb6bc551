import { serveWire, type WireResponse } from './http-server.ts'

const KEY = 'sk-302-test'

/** The shapes that a response of `/pix/task/{id}/fetch` may have. None is documented, so a client must read each. */
export const FETCH_SHAPES = ['proxy', 'runway-like', 'upstream', 'klingai-like', 'generic'] as const
export type FetchShape = (typeof FETCH_SHAPES)[number]

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
    if (request.method === 'POST' && request.path === '/pix/generate') {
      const body = JSON.parse(request.text) as Record<string, unknown>
      if (typeof body['prompt'] !== 'string' || typeof body['model'] !== 'string') return bad(400, -10011, 'prompt and model are required')
      const id = `pix_${1000 + tasks.size}`
      tasks.set(id, { body, reads: 0 })
      return { json: JSON.stringify({ code: 200, msg: 'success', data: { task_id: id }, exec_time: 0.4 }) }
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
  switch (shape) {
    case 'proxy':
      return {
        code: 200,
        msg: 'ok',
        data: { task_id: id, state: done ? 'succeeded' : 'running', status: done ? '3' : '1', video_url: done ? url : null },
      }
    case 'runway-like':
      return { task: { id, status: done ? 'SUCCEEDED' : 'RUNNING', options: {}, artifacts: done ? [{ url, previewUrls: [] }] : [] } }
    case 'upstream':
      return { ErrCode: 0, ErrMsg: 'success', Resp: { video_id: 317982208110208, status: done ? 1 : 10, url: done ? url : '' } }
    case 'klingai-like':
      return { data: { task: { id, status: done ? 99 : 10 }, works: done ? [{ resource: { resource: url } }] : [] } }
    case 'generic':
      return { id, model: 'pixverse', status: done ? 'completed' : 'processing', output: done ? url : null, error: null }
  }
}
