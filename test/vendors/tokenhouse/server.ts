import { createHmac, timingSafeEqual } from 'node:crypto'
import {
  advance,
  type Check,
  decodeBase64,
  type Fields,
  type ImageRules,
  isAddress,
  isFields,
  isForbidden,
  isImage,
  isPublicAddress,
  jsonBody,
  MEGABYTE,
  number,
  oneOf,
  openFileHost,
  problemOf,
  type Task,
  text,
} from '../vendor-requests.ts'
import type { CreateVendor, VendorAnswer, VendorRequest } from '../vendor-server.ts'

type HouseTask = Task & {
  readonly kind: string
  readonly ownId: string | undefined
  readonly duration: string
  readonly createdAt: number
  videoUrl?: string
}

const IMAGE: ImageRules = { types: ['image/jpeg', 'image/png'], mostBytes: 10 * MEGABYTE }
const LONGEST_LIFE = 1800

export const createVendor: CreateVendor = (options) => {
  const charges: { prompt: string }[] = []
  const complaints: string[] = []
  const tasks = new Map<string, HouseTask>()
  const host = openFileHost(options, complaints, { apiHeaders: [] })

  function handle(request: VendorRequest): VendorAnswer {
    const wrongToken = problemOfToken(request.headers['authorization'], options.key)
    if (wrongToken) return refusal(401, ...wrongToken)
    const [, kind, id] = /^\/v1\/videos\/(text2video|image2video)(?:\/([^/]+))?$/.exec(request.path) ?? []
    if (kind === undefined) return refusal(404, 1202, 'nothing is at this address')
    if (id === undefined) return request.method === 'POST' ? create(request, kind) : refusal(404, 1202, 'this method does not exist')
    return request.method === 'GET' ? read(kind, id) : refusal(404, 1202, 'this method does not exist')
  }

  function create(request: VendorRequest, kind: string): VendorAnswer {
    const body = jsonBody(request)
    if (!body) return refusal(400, 1200, 'the body must be a JSON object')
    const checks: Readonly<Record<string, Check>> = {
      model_name: oneOf('house-v1', 'house-v2'),
      prompt: text(2500, kind === 'text2video' ? 1 : 0),
      negative_prompt: text(undefined, 0),
      cfg_scale: number(0, 1),
      mode: oneOf('std', 'pro'),
      duration: oneOf('5', '10'),
      callback_url: (value) => value === '' || isAddress(value),
      external_task_id: text(undefined, 0),
    }
    const ofKind: Readonly<Record<string, Check>> =
      kind === 'text2video' ? { aspect_ratio: oneOf('16:9', '9:16', '1:1') } : { image: isPicture, image_tail: isPicture }
    const problem = problemOf(body, { ...checks, ...ofKind }, [kind === 'text2video' ? 'prompt' : 'image'])
    if (problem) return refusal(400, 1200, `${problem.field} is ${problem.problem}`)
    const given = body as { prompt?: string; external_task_id?: string; duration?: string }
    const ownId = given.external_task_id || undefined
    if (ownId !== undefined && find(ownId)) return refusal(409, 1201, 'external_task_id is not unique')
    const { prompt = '', duration = '5' } = given
    const id = `Cl${crypto.randomUUID().slice(0, 8)}`
    const createdAt = Date.now()
    tasks.set(id, { id, prompt, reads: 0, isCancelled: false, kind, ownId, duration, createdAt })
    charges.push({ prompt })
    return answerOf({ task_id: id, task_status: 'submitted', created_at: createdAt, updated_at: createdAt })
  }

  function isPicture(value: unknown): boolean {
    return isImageText(value, complaints)
  }

  function find(id: string): HouseTask | undefined {
    return tasks.get(id) ?? [...tasks.values()].find(({ ownId }) => ownId === id)
  }

  function read(kind: string, id: string): VendorAnswer {
    const task = find(decoded(id))
    if (!task || task.kind !== kind) return refusal(404, 1203, 'this task does not exist')
    const stage = advance(task)
    const common = {
      task_id: task.id,
      task_status_msg: '',
      task_info: { external_task_id: task.ownId },
      created_at: task.createdAt,
      updated_at: task.createdAt + task.reads,
    }
    if (stage !== 'done') return answerOf({ ...common, task_status: stage === 'waiting' ? 'submitted' : 'processing' })
    if (isForbidden(task.prompt)) {
      return answerOf({ ...common, task_status: 'failed', task_status_msg: 'Failure to pass the risk control system' })
    }
    task.videoUrl ??= host.give('video')
    const videos = [{ id: `f-${task.id}`, url: task.videoUrl, duration: `${task.duration}.1` }]
    return answerOf({ ...common, task_status: 'succeed', task_result: { videos } })
  }

  return {
    handle,
    handleOther: host.handleOther,
    isSubmission: ({ method, path }) => method === 'POST' && /^\/v1\/videos\/(text2video|image2video)$/.test(path),
    tooManyRequests: () => refusal(429, 1302, 'too many requests'),
    charges,
    complaints,
  }
}

/** The code and message for a token that is not valid now. */
function problemOfToken(authorization: string | undefined, key: string): [number, string] | undefined {
  const [accessKey = '', secretKey = ''] = key.split(':')
  const [, header, payload, signature] = /^Bearer ([\w-]+)\.([\w-]+)\.([\w-]+)$/.exec(authorization ?? '') ?? []
  if (header === undefined || payload === undefined || signature === undefined) return [1001, 'the token is missing or malformed']
  const expected = createHmac('sha256', secretKey).update(`${header}.${payload}`).digest()
  const given = Buffer.from(signature, 'base64url')
  if (given.length !== expected.length || !timingSafeEqual(given, expected)) return [1000, 'the signature is wrong']
  const { alg, typ } = tokenPart(header)
  const { iss, exp, nbf } = tokenPart(payload)
  if (alg !== 'HS256' || typ !== 'JWT' || iss !== accessKey) return [1002, 'the token is wrong']
  if (!Number.isInteger(exp) || !Number.isInteger(nbf)) return [1002, 'exp and nbf must be Unix seconds']
  const now = Date.now() / 1000
  if (Number(nbf) > now) return [1003, 'the token is not yet valid']
  if (Number(exp) <= now) return [1004, 'the token has expired']
  return Number(exp) > Math.ceil(now) + LONGEST_LIFE ? [1002, 'the token lives too long'] : undefined
}

function tokenPart(encoded: string): Fields {
  try {
    const part: unknown = JSON.parse(Buffer.from(encoded, 'base64url').toString())
    return isFields(part) ? part : {}
  } catch {
    return {}
  }
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part)
  } catch {
    return part
  }
}

/** A public address, or plain base64 without a prefix. */
function isImageText(value: unknown, complaints: string[]): boolean {
  if (typeof value !== 'string') return false
  if (isPublicAddress(value)) return true
  const bytes = decodeBase64(value)
  return bytes !== undefined && isImage(bytes, IMAGE, complaints)
}

function answerOf(data: object): VendorAnswer {
  return { status: 200, body: { code: 0, message: 'SUCCEED', request_id: crypto.randomUUID(), data } }
}

function refusal(status: number, code: number, message: string): VendorAnswer {
  return { status, body: { code, message, request_id: crypto.randomUUID() } }
}
