import {
  advance,
  cancel,
  countIn,
  type FieldProblem,
  type Fields,
  flag,
  hasBearer,
  type ImageRules,
  isFields,
  isForbidden,
  isImageSource,
  jsonBody,
  MEGABYTE,
  oneOf,
  openFileHost,
  problemOf,
  type Stage,
  stageOf,
  type Task,
  text,
} from '../vendor-requests.ts'
import type { CreateVendor, VendorAnswer, VendorRequest } from '../vendor-server.ts'

type FamilyTask = Task & { readonly model: string; readonly points: number; readonly createdAt: number; videoUrl?: string }

const TASKS = '/v3/content/tasks'
// The page says "below 10 MB".
const IMAGE: ImageRules = { types: ['image/jpeg', 'image/png', 'image/webp'], mostBytes: 10 * MEGABYTE - 1 }
const POINTS_A_SECOND: Readonly<Record<string, Readonly<Record<string, number>>>> = {
  'family-1-pro': { '480p': 1, '720p': 2.2, '1080p': 5 },
  'family-1-lite': { '480p': 0.5, '720p': 1.1 },
}
const STATUSES: Readonly<Record<Stage, string>> = { waiting: 'queued', running: 'running', done: 'succeeded', cancelled: 'cancelled' }

export const createVendor: CreateVendor = (options) => {
  const charges: { prompt: string }[] = []
  const complaints: string[] = []
  const tasks = new Map<string, FamilyTask>()
  const idsByRequest = new Map<string, string>()
  const host = openFileHost(options, complaints, { apiHeaders: ['x-client-request-id'] })

  function handle(request: VendorRequest): VendorAnswer {
    if (!hasBearer(request, options.key)) return refusal(401, 'AuthenticationError', 'The API key is wrong')
    if (request.path === TASKS && request.method === 'POST') return create(request)
    if (request.path === TASKS && request.method === 'GET') return list(request)
    const task = request.path.startsWith(`${TASKS}/`) ? tasks.get(request.path.slice(TASKS.length + 1)) : undefined
    if (!task) return refusal(404, 'InvalidParameter.NotFound', 'Nothing is at this address')
    if (request.method === 'GET') return read(task)
    if (request.method !== 'DELETE') return refusal(405, 'InvalidParameter.Method', 'This method is not allowed here')
    const isStopped = stageOf(task) === 'waiting' && cancel(task)
    return isStopped ? { status: 200, body: {} } : refusal(409, 'InvalidAction.Running', 'Only a queued task can be cancelled')
  }

  function create(request: VendorRequest): VendorAnswer {
    const requestId = request.headers['x-client-request-id']
    if (requestId !== undefined && !/^[0-9a-f]{32}$/i.test(requestId)) {
      return refusal(400, 'InvalidParameter.X-Client-Request-Id', 'The header must be 32 hexadecimal digits')
    }
    const first = requestId === undefined ? undefined : idsByRequest.get(requestId)
    if (first !== undefined) return { status: 200, body: { id: first } }
    const body = jsonBody(request)
    if (!body) return refusal(400, 'InvalidParameter.Body', 'The body must be a JSON object')
    const problem = problemOfTask(body, complaints)
    if (problem) {
      const family = problem.problem === 'missing' ? 'MissingParameter' : 'InvalidParameter'
      return refusal(400, `${family}.${problem.field}`, `${problem.field} is ${problem.problem}`)
    }
    const { model, resolution = '720p', duration = 5 } = body as { model: string; resolution?: string; duration?: number }
    const [{ text: prompt }] = body['content'] as [{ text: string }]
    const points = (POINTS_A_SECOND[model]?.[resolution] ?? 0) * duration
    const id = `cgt-2026-${crypto.randomUUID().slice(0, 8)}`
    tasks.set(id, { id, prompt, reads: 0, isCancelled: false, model, points, createdAt: Math.floor(Date.now() / 1000) })
    charges.push({ prompt })
    if (requestId !== undefined) idsByRequest.set(requestId, id)
    return { status: 200, body: { id } }
  }

  function read(task: FamilyTask): VendorAnswer {
    advance(task)
    return { status: 200, body: shown(task) }
  }

  function list({ query }: VendorRequest): VendorAnswer {
    const size = countIn(query, 'page_size', 500, 20)
    if (size === undefined) return refusal(400, 'InvalidParameter.page_size', 'page_size is wrong')
    return { status: 200, body: { items: [...tasks.values()].toReversed().slice(0, size).map(shown), total: tasks.size } }
  }

  function shown(task: FamilyTask): object {
    const { id, model, points, createdAt: created_at } = task
    const common = { id, model, created_at, updated_at: created_at + task.reads }
    if (stageOf(task) !== 'done') return { ...common, status: STATUSES[stageOf(task)] }
    if (isForbidden(task.prompt)) {
      const error = { code: 'OutputVideoSensitiveContentDetected.Policy', message: 'The video is refused by the content review' }
      return { ...common, status: 'failed', error }
    }
    task.videoUrl ??= host.give('video')
    return { ...common, status: 'succeeded', content: { video_url: task.videoUrl }, usage: { points } }
  }

  return {
    handle,
    handleOther: host.handleOther,
    isSubmission: ({ method, path }) => method === 'POST' && path === TASKS,
    tooManyRequests: () => refusal(429, 'RateLimitExceeded.Requests', 'Too many requests, try later'),
    charges,
    complaints,
  }
}

function problemOfTask(body: Fields, complaints: string[]): FieldProblem | undefined {
  const models = Object.keys(POINTS_A_SECOND)
  const resolutions = Object.keys(POINTS_A_SECOND[String(body['model'])] ?? {})
  const checks = {
    model: oneOf(...models),
    content: (parts: unknown) => Array.isArray(parts) && isContent(parts, complaints),
    resolution: oneOf(...resolutions),
    duration: oneOf(5, 10),
    camera_fixed: flag,
    safety_identifier: text(),
  }
  return problemOf(body, checks, ['model', 'content'])
}

/** The text part comes first; one image part may follow. */
function isContent([first, image, ...more]: readonly unknown[], complaints: string[]): boolean {
  if (!isFields(first) || first['type'] !== 'text' || !text()(first['text']) || more.length > 0) return false
  if (image === undefined) return true
  if (!isFields(image) || image['type'] !== 'image_url' || image['role'] !== 'first_frame') return false
  return isFields(image['image_url']) && isImageSource(image['image_url']['url'], IMAGE, complaints)
}

function refusal(status: number, code: string, message: string): VendorAnswer {
  const type = status === 401 ? 'Unauthorized' : status === 429 ? 'TooManyRequests' : 'BadRequest'
  return { status, body: { error: { code, message, type } } }
}
