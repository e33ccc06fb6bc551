import {
  advance,
  cancel,
  dataUriBytes,
  hasBearer,
  type ImageRules,
  imageTypeOf,
  isFields,
  isForbidden,
  isOpen,
  isPublicAddress,
  isWithinLimit,
  jsonBody,
  MEGABYTE,
  oneOf,
  openFileHost,
  problemOf,
  type Task,
  text,
  whole,
} from '../vendor-requests.ts'
import type { CreateVendor, VendorAnswer, VendorRequest } from '../vendor-server.ts'

type Render = Task & { readonly hasReadableImage: boolean; readonly waitsAs: 'PENDING' | 'THROTTLED'; output?: string }

const START = '/v2/image_to_video'
const IMAGE: ImageRules = { types: ['image/png', 'image/jpeg'], mostBytes: 5 * MEGABYTE }
const MOST_AT_ONCE = 5

export const createVendor: CreateVendor = (options) => {
  const charges: { prompt: string }[] = []
  const complaints: string[] = []
  const renders = new Map<string, Render>()
  const host = openFileHost(options, complaints, { apiHeaders: ['lumenreel-version'] })

  function handle(request: VendorRequest): VendorAnswer {
    if (!hasBearer(request, options.key)) return refusal(401, 'The key is wrong.')
    if (request.headers['lumenreel-version'] !== '2026-03-01') return refusal(400, 'The header Lumenreel-Version is missing or wrong.')
    if (request.path === START && request.method === 'POST') return start(request)
    const render = renders.get(/^\/v2\/renders\/([^/]+)$/.exec(request.path)?.[1] ?? '')
    if (!render) return refusal(404, 'Nothing is at this address.')
    if (request.method === 'GET') return read(render)
    if (request.method !== 'DELETE') return refusal(405, 'This method is not allowed here.')
    cancel(render)
    return { status: 204 }
  }

  function start(request: VendorRequest): VendorAnswer {
    const body = jsonBody(request)
    if (!body) return refusal(400, 'The body must be a JSON object.')
    const checks = {
      model: oneOf('reel-2', 'reel-2-turbo'),
      prompt_text: text(1000),
      prompt_image: isFirstImage,
      seconds: oneOf(4, 8),
      seed: whole(0, 4294967295),
    }
    const problem = problemOf(body, checks, ['model', 'prompt_text', 'prompt_image', 'seconds'])
    if (problem) return refusal(400, `The field ${problem.field} is ${problem.problem}.`)
    if ([...renders.values()].filter(isOpen).length >= MOST_AT_ONCE) return refusal(429, 'Up to 5 renders run at once.')
    const { prompt_text: prompt, prompt_image: image } = body as { prompt_text: string; prompt_image: { uri: string } }
    const id = crypto.randomUUID()
    const waitsAs = renders.size % 2 === 0 ? 'PENDING' : 'THROTTLED'
    renders.set(id, { id, prompt, reads: 0, isCancelled: false, hasReadableImage: isReadable(image.uri), waitsAs })
    charges.push({ prompt })
    return { status: 200, body: { id } }
  }

  function isFirstImage(image: unknown): boolean {
    return isFields(image) && image['position'] === 'first' && isUri(image['uri'], complaints)
  }

  function read(render: Render): VendorAnswer {
    const { id } = render
    switch (advance(render)) {
      case 'waiting':
        return { status: 200, body: { id, status: render.waitsAs } }
      case 'running':
        return { status: 200, body: { id, status: 'RUNNING', progress: 0.4 } }
      case 'cancelled':
        return { status: 200, body: { id, status: 'CANCELLED' } }
      case 'done':
        return { status: 200, body: { id, ...result(render) } }
    }
  }

  function result(render: Render): object {
    if (isForbidden(render.prompt)) {
      return { status: 'FAILED', failure: 'The content review refuses the text.', failureCode: 'SAFETY.INPUT.TEXT' }
    }
    if (!render.hasReadableImage) return { status: 'FAILED', failure: 'The image cannot be read.', failureCode: 'ASSET.INVALID' }
    render.output ??= host.give('video')
    return { status: 'SUCCEEDED', progress: 1, output: [render.output] }
  }

  return {
    handle,
    handleOther: host.handleOther,
    isSubmission: ({ method, path }) => method === 'POST' && path === START,
    tooManyRequests: () => refusal(429, 'Too many requests.'),
    charges,
    complaints,
  }
}

function isUri(uri: unknown, complaints: string[]): boolean {
  if (typeof uri !== 'string') return false
  if (!uri.startsWith('data:')) return isPublicAddress(uri, ['https:'])
  const bytes = dataUriBytes(uri, IMAGE)
  return bytes !== undefined && isWithinLimit(bytes, IMAGE, complaints)
}

/** An image of another type than its data URI says fails later. An address counts as readable. */
function isReadable(uri: string): boolean {
  const bytes = dataUriBytes(uri, IMAGE)
  return bytes === undefined || uri.startsWith(`data:${imageTypeOf(bytes)};`)
}

function refusal(status: number, error: string): VendorAnswer {
  return { status, body: { error, docUrl: 'https://docs.lumenreel.example/errors' } }
}
