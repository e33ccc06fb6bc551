import {
  advance,
  cancel,
  countIn,
  formBody,
  hasBearer,
  type ImageRules,
  isForbidden,
  isImage,
  MEGABYTE,
  oneOf,
  openFileHost,
  problemOf,
  stageOf,
  type Task,
  text,
} from '../vendor-requests.ts'
import type { CreateVendor, VendorAnswer, VendorRequest } from '../vendor-server.ts'

type HeldVideo = Task & { readonly model: string; readonly seconds: string; readonly size: string; readonly createdAt: number }

const VIDEOS = '/v1/videos'
const IMAGE: ImageRules = { types: ['image/png', 'image/jpeg', 'image/webp'], mostBytes: 10 * MEGABYTE }
const SIZES = ['720x1280', '1280x720']

export const createVendor: CreateVendor = (options) => {
  const charges: { prompt: string }[] = []
  const complaints: string[] = []
  const videos = new Map<string, HeldVideo>()
  const answersByKey = new Map<string, Promise<VendorAnswer>>()
  const host = openFileHost(options, complaints, { apiHeaders: ['keyhold-beta'], refuses: true })

  async function handle(request: VendorRequest): Promise<VendorAnswer> {
    if (!hasBearer(request, options.key)) return refusal(401, 'The API key is wrong')
    if (request.headers['keyhold-beta'] !== 'video=v2') return refusal(400, 'The header Keyhold-Beta: video=v2 is missing')
    if (request.path === VIDEOS && request.method === 'POST') return createOnce(request)
    if (request.path === VIDEOS && request.method === 'GET') return list(request)
    const [, id = '', part] = /^\/v1\/videos\/([^/]+)(\/content)?$/.exec(request.path) ?? []
    const video = videos.get(id)
    if (!video) return refusal(404, 'Nothing is at this address')
    if (request.method === 'GET') return part === undefined ? read(video) : content(video, request)
    if (request.method !== 'DELETE' || part !== undefined) return refusal(405, 'This method is not allowed here')
    if (!cancel(video)) return refusal(400, 'The video is not queued or in progress')
    videos.delete(id)
    return { status: 200, body: { id, object: 'video.deleted', deleted: true } }
  }

  async function createOnce(request: VendorRequest): Promise<VendorAnswer> {
    const key = request.headers['idempotency-key']
    if (key !== undefined && (key === '' || key.length > 255)) return refusal(400, 'The Idempotency-Key is too long')
    const first = key === undefined ? undefined : answersByKey.get(key)
    if (first) return first
    const answer = create(request)
    if (key === undefined) return answer
    answersByKey.set(key, answer)
    if ((await answer).status !== 200) answersByKey.delete(key)
    return answer
  }

  async function create(request: VendorRequest): Promise<VendorAnswer> {
    const form = await formBody(request)
    if (!form) return refusal(400, 'The body must be multipart/form-data')
    const fields = Object.fromEntries(form)
    const checks = {
      model: oneOf('hold-2', 'hold-2-pro'),
      prompt: text(4000),
      seconds: oneOf('4', '8', '12'),
      size: oneOf(...SIZES, ...(fields['model'] === 'hold-2-pro' ? ['1024x1792'] : [])),
    }
    const problem = problemOf(fields, checks, ['model', 'prompt'])
    if (problem) return refusal(400, `${problem.field} is ${problem.problem}`, problem.field)
    const image = fields['input_reference']
    if (image !== undefined && !(await isReference(image, complaints))) return refusal(400, 'The image is wrong', 'input_reference')
    const {
      model,
      prompt,
      seconds = '4',
      size = '720x1280',
    } = fields as Record<'model' | 'prompt', string> & Partial<Record<string, string>>
    const id = `video_${crypto.randomUUID().replaceAll('-', '')}`
    const video = { id, prompt, reads: 0, isCancelled: false, model, seconds, size, createdAt: Math.floor(Date.now() / 1000) }
    videos.set(id, video)
    charges.push({ prompt })
    return { status: 200, body: shown(video) }
  }

  function read(video: HeldVideo): VendorAnswer {
    advance(video)
    return { status: 200, body: shown(video) }
  }

  function content(video: HeldVideo, { query }: VendorRequest): VendorAnswer {
    const variant = query.get('variant')
    if (variant !== null && variant !== 'thumbnail') return refusal(400, 'This variant does not exist', 'variant')
    if (stageOf(video) !== 'done' || isForbidden(video.prompt)) return refusal(404, 'The video has no content')
    return { status: 302, headers: { location: host.give(variant === null ? 'video' : 'image') } }
  }

  function list({ query }: VendorRequest): VendorAnswer {
    const limit = countIn(query, 'limit', 100, 20)
    const order = query.get('order') ?? 'desc'
    if (limit === undefined) return refusal(400, 'limit is wrong', 'limit')
    if (order !== 'asc' && order !== 'desc') return refusal(400, 'order is wrong', 'order')
    const all = [...videos.values()]
    const data = (order === 'asc' ? all : all.toReversed())
      .slice(0, limit)
      .map((video) => Object.assign(shown(video), { prompt: video.prompt }))
    return { status: 200, body: { object: 'list', data } }
  }

  return {
    handle,
    handleOther: host.handleOther,
    isSubmission: ({ method, path }) => method === 'POST' && path === VIDEOS,
    tooManyRequests: () => refusal(429, 'Too many requests', null, 'rate_limit_exceeded'),
    charges,
    complaints,
  }
}

/** Whether a form's part is a file with an image whose declared type is its own. */
async function isReference(part: FormDataEntryValue, complaints: string[]): Promise<boolean> {
  if (typeof part === 'string' || !IMAGE.types.includes(part.type)) return false
  return isImage(Buffer.from(await part.arrayBuffer()), { ...IMAGE, types: [part.type] }, complaints)
}

function shown(video: HeldVideo): object {
  const { id, model, seconds, size, createdAt: created_at } = video
  const common = { id, object: 'video', created_at, model, seconds, size }
  const stage = stageOf(video)
  if (stage !== 'done') {
    return { ...common, status: stage === 'waiting' ? 'queued' : 'in_progress', progress: stage === 'waiting' ? 0 : 50 }
  }
  if (!isForbidden(video.prompt)) return { ...common, status: 'completed', progress: 100 }
  return { ...common, status: 'failed', progress: 50, error: { code: 'moderation_blocked', message: 'The review refuses the video' } }
}

function refusal(status: number, message: string, param: string | null = null, code: string | null = null): VendorAnswer {
  return { status, body: { error: { message, type: status === 429 ? 'rate_limit_error' : 'invalid_request_error', param, code } } }
}
