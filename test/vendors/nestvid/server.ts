import {
  advance,
  type Check,
  type Fields,
  flag,
  hasBearer,
  isFields,
  isForbidden,
  isOpen,
  isPublicAddress,
  jsonBody,
  oneOf,
  openFileHost,
  problemOf,
  type Task,
  text,
  whole,
} from '../vendor-requests.ts'
import type { CreateVendor, VendorAnswer, VendorRequest } from '../vendor-server.ts'

type NestTask = Task & { readonly duration: number; readonly submitTime: string; videoUrl?: string }

const CREATE = '/api/v1/services/aigc/video-generation/video-synthesis'
const MOST_AT_ONCE = 3
const SEED = whole(0, 2147483647)

export const createVendor: CreateVendor = (options) => {
  const charges: { prompt: string }[] = []
  const complaints: string[] = []
  const tasks = new Map<string, NestTask>()
  const host = openFileHost(options, complaints, { apiHeaders: ['x-nest-async'] })

  function handle(request: VendorRequest): VendorAnswer {
    if (!hasBearer(request, options.key)) return refusal(401, 'InvalidApiKey', 'The key is wrong')
    if (request.method === 'POST' && request.path === CREATE) return create(request)
    const id = /^\/api\/v1\/tasks\/([^/]+)$/.exec(request.path)?.[1]
    if (request.method === 'GET' && id !== undefined) return query(id)
    return refusal(404, 'InvalidParameter', 'Nothing is at this address')
  }

  function create(request: VendorRequest): VendorAnswer {
    if (request.headers['x-nest-async'] !== 'enable') return refusal(403, 'AccessDenied', 'The header X-Nest-Async: enable is missing')
    const body = jsonBody(request)
    if (!body) return refusal(400, 'InvalidParameter', 'The body must be a JSON object')
    const problem = problemOfTask(body)
    if (problem !== undefined) return refusal(400, 'InvalidParameter', problem)
    if ([...tasks.values()].filter(isOpen).length >= MOST_AT_ONCE) {
      return refusal(429, 'Throttling.AllocationQuota', 'Three tasks run at once')
    }
    const { input, parameters } = body as { input: { prompt?: string; img_url?: string }; parameters?: { duration?: number } }
    const prompt = input.prompt ?? String(input.img_url)
    const id = crypto.randomUUID()
    const submitTime = new Date().toISOString().replace('T', ' ').replace('Z', '')
    tasks.set(id, { id, prompt, reads: 0, isCancelled: false, duration: parameters?.duration ?? 5, submitTime })
    charges.push({ prompt })
    return answerOf({ task_id: id, task_status: 'PENDING' })
  }

  /** A task that does not exist is no 404: the page has the status UNKNOWN for it. */
  function query(id: string): VendorAnswer {
    const task = tasks.get(id)
    if (!task) return answerOf({ task_id: id, task_status: 'UNKNOWN' })
    const stage = advance(task)
    const common = { task_id: id, submit_time: task.submitTime }
    if (stage !== 'done') return answerOf({ ...common, task_status: stage === 'waiting' ? 'PENDING' : 'RUNNING' })
    if (isForbidden(task.prompt)) {
      const message = 'The content review refuses the input'
      return answerOf({ ...common, task_status: 'FAILED', code: 'DataInspectionFailed', message })
    }
    task.videoUrl ??= host.give('video')
    return answerOf({ ...common, task_status: 'SUCCEEDED', video_url: task.videoUrl }, { video_duration: task.duration })
  }

  return {
    handle,
    handleOther: host.handleOther,
    isSubmission: ({ method, path }) => method === 'POST' && path === CREATE,
    tooManyRequests: () => refusal(429, 'Throttling.RateQuota', 'Too many requests'),
    charges,
    complaints,
  }
}

/** No other field is accepted anywhere. */
function problemOfTask(body: Fields): string | undefined {
  const models = oneOf('nest-t2v-plus', 'nest-t2v-turbo', 'nest-i2v-plus')
  const whether = { model: models, input: isFields, parameters: isFields }
  const isFromImage = body['model'] === 'nest-i2v-plus'
  const input: Readonly<Record<string, Check>> = isFromImage
    ? { img_url: (value) => isPublicAddress(value), prompt: text(800) }
    : { prompt: text(800), negative_prompt: text(500, 0) }
  const parameters: Readonly<Record<string, Check>> = isFromImage
    ? { resolution: oneOf('480P', '720P', '1080P'), duration: oneOf(5), seed: SEED }
    : {
        size: oneOf('1280*720', '720*1280', '960*960'),
        duration: body['model'] === 'nest-t2v-plus' ? oneOf(5, 10) : oneOf(5),
        prompt_extend: flag,
        seed: SEED,
      }
  const problem =
    problemOf(body, whether, ['model', 'input'], 'closed') ??
    problemOf(body['input'] as Fields, input, [isFromImage ? 'img_url' : 'prompt'], 'closed') ??
    problemOf((body['parameters'] ?? {}) as Fields, parameters, [], 'closed')
  return problem && `${problem.field} is ${problem.problem}`
}

function answerOf(output: object, usage?: object): VendorAnswer {
  return { status: 200, body: { output, usage, request_id: crypto.randomUUID() } }
}

function refusal(status: number, code: string, message: string): VendorAnswer {
  return { status, body: { code, message, request_id: crypto.randomUUID() } }
}
