import { serveWire, type WireRequest, type WireResponse } from './http-server.ts'

/** Above 2^53, so that a client that rounds is noticed. */
const FIRST_ID = 9_007_199_254_740_993n
const IMAGE_ID = '9007199254740997'
const KEY = 'pv-test-key'
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/

function good(resp: string): WireResponse {
  return { json: `{"ErrCode":0,"ErrMsg":"success","Resp":${resp}}` }
}

/**
 * The PixVerse Platform API as its documentation describes it, independent of our document and emulator: `API-KEY` and a fresh
 * `Ai-trace-id` on every call, business codes inside HTTP 200, ids as bare numbers.
 */
export async function servePixverse(clip: Buffer) {
  const traces = new Set<string>()
  const reads = new Map<string, number>()
  const videos = new Map<string, Record<string, unknown>>()
  const mistakes: string[] = []

  const bad = (code: number, message: string): WireResponse => {
    mistakes.push(message)
    return { json: JSON.stringify({ ErrCode: code, ErrMsg: message, Resp: null }) }
  }

  const generate = (request: WireRequest): WireResponse => {
    const body = JSON.parse(request.text) as Record<string, unknown>
    if (/"(img_id|source_video_id)":\s*"/.test(request.text)) return bad(400013, 'an id was quoted')
    if (request.path.endsWith('/img/generate') && !request.text.includes(IMAGE_ID))
      return bad(400032, 'the uploaded id did not arrive exactly')
    if (request.path.endsWith('/extend/generate') && ![...videos.keys()].some((id) => request.text.includes(id))) {
      return bad(500008, 'the source video id did not arrive exactly')
    }
    const id = String(FIRST_ID + BigInt(videos.size) * 2n)
    videos.set(id, body)
    return good(`{"video_id":${id}}`)
  }

  const read = (id: string, base: string): WireResponse => {
    if (!videos.has(id)) return bad(500008, `no video ${id}`)
    const count = (reads.get(id) ?? 0) + 1
    reads.set(id, count)
    // 10 is a state that the documentation does not list: clients must keep polling.
    if (count < 3) return good(`{"id":${id},"status":${count === 1 ? 5 : 10},"url":""}`)
    return good(`{"id":${id},"status":1,"url":"${base}/media/${id}.mp4","outputWidth":64,"outputHeight":36,"size":${clip.length},"seed":7}`)
  }

  const server = await serveWire((request, base) => {
    if (request.path.startsWith('/media/')) {
      if (request.headers['api-key'] !== undefined) mistakes.push('the key went to the file host')
      return { file: clip }
    }
    if (request.headers['api-key'] !== KEY) return bad(10001, 'wrong or missing API-KEY')
    const trace = String(request.headers['ai-trace-id'] ?? '')
    if (!UUID.test(trace)) return bad(400017, 'Ai-trace-id is not a UUID')
    if (traces.has(trace)) return bad(400017, 'Ai-trace-id was used before')
    traces.add(trace)
    if (request.path === '/openapi/v2/image/upload') {
      if (!String(request.headers['content-type']).startsWith('multipart/form-data; boundary=')) return bad(400013, 'not a form')
      if (!/name="image"; filename="[^"]+"/.test(request.raw.toString('latin1'))) return bad(400011, 'no file field named image')
      return good(`{"img_id":${IMAGE_ID},"img_url":"https://media.pixverse.ai/x.png"}`)
    }
    if (request.path === '/openapi/v2/account/balance') return good('{"account_id":1,"credit_monthly":1069020,"credit_package":3630}')
    if (request.method === 'POST' && request.path.endsWith('/generate')) return generate(request)
    const result = /^\/openapi\/v2\/video\/result\/(\d+)$/.exec(request.path)
    if (request.method === 'GET' && result?.[1] !== undefined) return read(result[1], base)
    return bad(400017, `no such endpoint: ${request.method} ${request.path}`)
  })
  return { ...server, key: KEY, mistakes, submitted: videos }
}
