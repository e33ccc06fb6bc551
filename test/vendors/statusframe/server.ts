import { randomBytes } from 'node:crypto'
import {
  advance,
  type Check,
  fileAnswer,
  formBody,
  type ImageRules,
  imageSizeOf,
  imageTypeOf,
  isForbidden,
  isWithinLimit,
  MEGABYTE,
  number,
  type Task,
  whole,
} from '../vendor-requests.ts'
import type { CreateVendor, VendorAnswer, VendorRequest } from '../vendor-server.ts'

type Animation = Task & { readonly seed: string }

const START = '/v2alpha/image-to-video'
const IMAGE: ImageRules = { types: ['image/jpeg', 'image/png'], mostBytes: 10 * MEGABYTE }
const SIZES = ['1024x576', '576x1024', '768x768']
const CREDITS_EACH = 20
const NUMBERS: Readonly<Record<string, Check>> = {
  seed: whole(0, 4294967294),
  cfg_scale: number(0, 10),
  motion_bucket_id: whole(1, 255),
}

export const createVendor: CreateVendor = (options) => {
  const charges: { prompt: string }[] = []
  const complaints: string[] = []
  const animations = new Map<string, Animation>()
  const account = { credits: 100_000.634 }

  async function handle(request: VendorRequest): Promise<VendorAnswer> {
    const { method, path } = request
    if (request.headers['authorization'] !== options.key) return refusal(401, 'unauthorized', 'authorization: is missing or wrong')
    if (method === 'POST' && path === START) return start(request)
    if (method === 'GET' && path === '/v1/user/balance') return { status: 200, body: { credits: account.credits } }
    const animation = path.startsWith(`${START}/result/`) ? animations.get(path.slice(`${START}/result/`.length)) : undefined
    if (method !== 'GET' || !animation) return refusal(404, 'not_found', 'nothing is at this address')
    return result(animation, request)
  }

  async function start(request: VendorRequest): Promise<VendorAnswer> {
    const form = await formBody(request)
    if (!form) return refusal(400, 'bad_request', 'content-type: must be multipart/form-data')
    const image = form.get('image')
    if (!(image instanceof File)) return refusal(400, 'bad_request', 'image: must be present')
    const bytes = Buffer.from(await image.arrayBuffer())
    if (!isWithinLimit(bytes, IMAGE, complaints)) return refusal(413, 'payload_too_large', 'image: must be at most 10 MB')
    const problem = problemOfImage(image.type, bytes) ?? problemOfNumbers(form)
    if (problem !== undefined) return refusal(400, 'bad_request', problem)
    if (account.credits < CREDITS_EACH) return refusal(402, 'payment_required', 'the account has too few credits')
    const id = randomBytes(32).toString('hex')
    animations.set(id, { id, prompt: image.name, reads: 0, isCancelled: false, seed: String(form.get('seed') ?? '0') })
    account.credits -= CREDITS_EACH
    charges.push({ prompt: image.name })
    return { status: 200, body: { id } }
  }

  function result(animation: Animation, { headers, path }: VendorRequest): VendorAnswer {
    if (headers['accept'] !== 'video/*') {
      complaints.push(`a wrong accept header, ${headers['accept']}: ${path}`)
      return refusal(400, 'bad_request', 'accept: must be video/*')
    }
    const { id } = animation
    if (advance(animation) !== 'done') return { status: 202, body: { id, status: 'in-progress' } }
    if (isForbidden(animation.prompt)) return refusal(422, 'generation_failed', 'the render has failed', id)
    const file = fileAnswer(options, 'video')
    return { ...file, headers: { ...file.headers, 'finish-reason': 'SUCCESS', seed: animation.seed } }
  }

  return {
    handle,
    isSubmission: ({ method, path }) => method === 'POST' && path === START,
    tooManyRequests: () => refusal(429, 'rate_limit_exceeded', 'more than 150 requests in 10 seconds'),
    charges,
    complaints,
  }
}

function problemOfImage(type: string, bytes: Buffer): string | undefined {
  if (!IMAGE.types.includes(type) || imageTypeOf(bytes) !== type) return 'image: must be a JPEG or PNG'
  return SIZES.includes(imageSizeOf(bytes) ?? '') ? undefined : `image: must be ${SIZES.join(', ')}`
}

function problemOfNumbers(form: FormData): string | undefined {
  const wrong = Object.entries(NUMBERS).find(([name, check]) => {
    const given = form.get(name)
    return given !== null && !(typeof given === 'string' && /^\d+(\.\d+)?$/.test(given) && check(Number(given)))
  })
  return wrong && `${wrong[0]}: is out of range`
}

function refusal(status: number, name: string, error: string, id: string = randomBytes(16).toString('hex')): VendorAnswer {
  return { status, body: { id, name, errors: [error] } }
}
