import {
  advance,
  cancel,
  type ImageRules,
  isAddress,
  isForbidden,
  isImageSource,
  jsonBody,
  MEGABYTE,
  oneOf,
  openFileHost,
  problemOf,
  stageOf,
  type Task,
  text,
} from '../vendor-requests.ts'
import type { CreateVendor, VendorAnswer, VendorRequest } from '../vendor-server.ts'

type Queued = Task & { videoUrl?: string }

const MODELS: Readonly<Record<string, readonly string[]>> = {
  '/works/kite/v2/text-to-video': ['prompt'],
  '/works/kite/v2/image-to-video': ['prompt', 'image_url'],
}
const IMAGE: ImageRules = { types: ['image/png', 'image/jpeg', 'image/webp'], mostBytes: 8 * MEGABYTE }

export const createVendor: CreateVendor = (options) => {
  const charges: { prompt: string }[] = []
  const complaints: string[] = []
  const queued = new Map<string, Queued>()
  const host = openFileHost(options, complaints, { apiHeaders: [] })

  function handle(request: VendorRequest): VendorAnswer {
    const { method, path, headers } = request
    if (headers['authorization'] !== `Key ${options.key}`) return refusal(401, 'The key is missing or wrong')
    const required = MODELS[path]
    if (method === 'POST' && required) return submit(request, required)
    const [, address = '', action = ''] = /^(.*?)(\/status|\/cancel)?$/.exec(path) ?? []
    const task = queued.get(address)
    if (!task) {
      if (method !== 'POST') complaints.push(`an address that was never given out: ${method} ${path}`)
      return refusal(404, 'Nothing is at this address')
    }
    switch (`${method} ${action}`) {
      case 'GET /status':
        return status(task)
      case 'GET ':
        return result(task)
      case 'PUT /cancel':
        return cancel(task)
          ? { status: 202, body: { status: 'CANCELLATION_REQUESTED' } }
          : { status: 400, body: { status: 'ALREADY_COMPLETED' } }
      default:
        return refusal(405, 'This method is not allowed here')
    }
  }

  function submit(request: VendorRequest, required: readonly string[]): VendorAnswer {
    const body = jsonBody(request)
    if (!body) return invalid([], 'The body must be a JSON object', 'json_invalid')
    const webhook = request.query.get('webhook_url')
    if (webhook !== null && !isAddress(webhook, ['https:'])) return invalid(['query', 'webhook_url'], 'The address is wrong', 'url')
    const image = { image_url: (value: unknown) => isImageSource(value, IMAGE, complaints) }
    const checks = {
      prompt: text(),
      duration: oneOf('5', '10'),
      aspect_ratio: oneOf('16:9', '9:16', '1:1'),
      ...(required.includes('image_url') ? image : {}),
    }
    const problem = problemOf(body, checks, required)
    if (problem) return invalid(['body', problem.field], `The field is ${problem.problem}`, `value_error.${problem.problem}`)
    const prompt = String(body['prompt'])
    const id = crypto.randomUUID()
    // The addresses follow no rule that a caller can know.
    const address = `/works/kite/lane-${(queued.size % 3) + 1}/requests/${id}`
    queued.set(address, { id, prompt, reads: 0, isCancelled: false })
    charges.push({ prompt })
    const response_url = `${options.url}${address}`
    const addresses = { response_url, status_url: `${response_url}/status`, cancel_url: `${response_url}/cancel` }
    return { status: 200, body: { status: 'IN_QUEUE', request_id: id, ...addresses, queue_position: 0 } }
  }

  function status(task: Queued): VendorAnswer {
    switch (advance(task)) {
      case 'waiting':
        return { status: 202, body: { status: 'IN_QUEUE', queue_position: 2 } }
      case 'running':
        return { status: 202, body: { status: 'IN_PROGRESS' } }
      default:
        return { status: 200, body: { status: 'COMPLETED' } }
    }
  }

  function result(task: Queued): VendorAnswer {
    const stage = stageOf(task)
    if (stage === 'cancelled') return refusal(500, 'The request was cancelled')
    if (stage !== 'done') return refusal(400, 'Request is still in progress')
    if (isForbidden(task.prompt)) return invalid(['body', 'prompt'], 'The content could not be processed', 'content_policy_violation')
    task.videoUrl ??= host.give('video')
    const video = { url: task.videoUrl, content_type: 'video/mp4', file_size: options.files.video.length }
    return { status: 200, body: { video } }
  }

  return {
    handle,
    handleOther: host.handleOther,
    isSubmission: ({ method, path }) => method === 'POST' && MODELS[path] !== undefined,
    tooManyRequests: () => refusal(429, 'Too many requests'),
    charges,
    complaints,
  }
}

function invalid(loc: readonly string[], msg: string, type: string): VendorAnswer {
  return { status: 422, body: { detail: [{ loc, msg, type }] } }
}

function refusal(status: number, detail: string): VendorAnswer {
  return { status, body: { detail } }
}
