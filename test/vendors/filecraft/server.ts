import {
  advance,
  hasBearer,
  type ImageRules,
  isForbidden,
  isImageSource,
  jsonBody,
  MEGABYTE,
  oneOf,
  openFileHost,
  problemOf,
  type Task,
  text,
} from '../vendor-requests.ts'
import type { CreateVendor, VendorAnswer, VendorRequest } from '../vendor-server.ts'

type CraftTask = Task & { readonly resolution: string; fileId?: string }

// The page says "below 20 MB".
const IMAGE: ImageRules = { types: ['image/jpeg', 'image/png', 'image/webp'], mostBytes: 20 * MEGABYTE - 1 }
const SUCCESS = { status_code: 0, status_msg: 'success' }
const WIDTHS: Readonly<Record<string, number>> = { '768P': 1366, '1080P': 1920 }

export const createVendor: CreateVendor = (options) => {
  const charges: { prompt: string }[] = []
  const complaints: string[] = []
  const tasks = new Map<string, CraftTask>()
  const files = new Map<string, number>()
  const host = openFileHost(options, complaints, { apiHeaders: [], isSigned: true })

  function handle(request: VendorRequest): VendorAnswer {
    if (!hasBearer(request, options.key)) return refusal(1004, 'the key is wrong')
    switch (`${request.method} ${request.path}`) {
      case 'POST /v1/video_generation':
        return create(request)
      case 'GET /v1/query/video_generation':
        return query(request)
      case 'GET /v1/files/retrieve':
        return retrieve(request)
      default:
        return { status: 404, body: { base_resp: { status_code: 2013, status_msg: 'nothing is at this address' } } }
    }
  }

  function create(request: VendorRequest): VendorAnswer {
    const body = jsonBody(request)
    if (!body) return refusal(2013, 'the body must be a JSON object')
    const checks = {
      model: oneOf('Craft-02'),
      prompt: text(2000),
      duration: oneOf(6, 10),
      resolution: oneOf('768P', '1080P'),
      first_frame_image: (value: unknown) => isImageSource(value, IMAGE, complaints),
    }
    const problem = problemOf(body, checks, ['model', 'prompt'])
    if (problem) return refusal(2013, `wrong parameters: ${problem.field} is ${problem.problem}`)
    const { prompt, duration = 6, resolution = '768P' } = body as { prompt: string; duration?: number; resolution?: string }
    if (resolution === '1080P' && duration !== 6) return refusal(2013, 'wrong parameters: 1080P has only 6 s')
    const id = String(106916112212032 + tasks.size)
    tasks.set(id, { id, prompt, reads: 0, isCancelled: false, resolution })
    charges.push({ prompt })
    return { status: 200, body: { task_id: id, base_resp: SUCCESS } }
  }

  function query(request: VendorRequest): VendorAnswer {
    const task = tasks.get(request.query.get('task_id') ?? '')
    if (!task) return refusal(2013, 'wrong parameters: this task does not exist')
    const stage = advance(task)
    if (stage !== 'done') {
      return { status: 200, body: { task_id: task.id, status: stage === 'waiting' ? 'Queueing' : 'Processing', base_resp: SUCCESS } }
    }
    if (isForbidden(task.prompt)) {
      const base_resp = { status_code: 1027, status_msg: 'the video is refused by the review' }
      return { status: 200, body: { task_id: task.id, status: 'Fail', base_resp } }
    }
    const fileId = (task.fileId ??= String(205258526306433 + files.size))
    if (!files.has(fileId)) files.set(fileId, Math.floor(Date.now() / 1000))
    const body = { task_id: task.id, status: 'Success', file_id: fileId, video_width: WIDTHS[task.resolution], base_resp: SUCCESS }
    return { status: 200, body }
  }

  /** Each answer has a fresh address. */
  function retrieve(request: VendorRequest): VendorAnswer {
    const fileId = request.query.get('file_id') ?? ''
    const created_at = files.get(fileId)
    if (created_at === undefined) return refusal(2013, 'wrong parameters: this file does not exist')
    const bytes = options.files.video.length
    const file = { file_id: fileId, bytes, created_at, filename: 'output.mp4', download_url: host.give('video') }
    return { status: 200, body: { file, base_resp: SUCCESS } }
  }

  return {
    handle,
    handleOther: host.handleOther,
    isSubmission: ({ method, path }) => method === 'POST' && path === '/v1/video_generation',
    tooManyRequests: () => refusal(1002, 'too many requests, try later'),
    charges,
    complaints,
  }
}

/** Every code comes with HTTP 200. */
function refusal(status_code: number, status_msg: string): VendorAnswer {
  return { status: 200, body: { base_resp: { status_code, status_msg } } }
}
