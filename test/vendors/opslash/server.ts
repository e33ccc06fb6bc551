import {
  advance,
  cancel,
  decodeBase64,
  type Fields,
  fileAnswer,
  type ImageRules,
  isFields,
  isForbidden,
  isImage,
  jsonBody,
  MEGABYTE,
  oneOf,
  openFileHost,
  problemOf,
  stageOf,
  type Task,
  text,
  whole,
} from '../vendor-requests.ts'
import type { CreateVendor, VendorAnswer, VendorRequest } from '../vendor-server.ts'

type Operation = Task & { readonly sampleCount: number; uris?: readonly string[] }

const BASE = '/v1beta/'
const IMAGE: ImageRules = { types: ['image/png', 'image/jpeg'], mostBytes: 20 * MEGABYTE }

export const createVendor: CreateVendor = (options) => {
  const charges: { prompt: string }[] = []
  const complaints: string[] = []
  const operations = new Map<string, Operation>()
  const downloads: string[] = []
  const host = openFileHost(options, complaints, { apiHeaders: ['x-opslash-key'], refuses: true })

  function handle(request: VendorRequest): VendorAnswer {
    const { method, path, query, headers } = request
    const isDownload = /^\/v1beta\/files\/[^/]+:download$/.test(path)
    const hasKey = query.get('key') === options.key || (isDownload && headers['x-opslash-key'] === options.key)
    if (!hasKey) return refusal(403, 'PERMISSION_DENIED', 'The key is missing or wrong')
    if (isDownload && method === 'GET') return download(request)
    const model = /^\/v1beta\/models\/(reef-3|reef-3-fast):predictLongRunning$/.exec(path)?.[1]
    if (model !== undefined && method === 'POST') return start(request, model)
    const [, name = '', action] = /^\/v1beta\/(models\/[^/]+\/operations\/[^/:]+)(:cancel)?$/.exec(path) ?? []
    const operation = operations.get(name)
    if (!operation || method !== (action === undefined ? 'GET' : 'POST')) return refusal(404, 'NOT_FOUND', 'Nothing is at this address')
    if (action === undefined) return read(operation)
    cancel(operation)
    return { status: 200, body: {} }
  }

  function start(request: VendorRequest, model: string): VendorAnswer {
    const body = jsonBody(request)
    if (!body) return refusal(400, 'INVALID_ARGUMENT', 'The body must be a JSON object')
    const problem = problemOfRequest(body, complaints)
    if (problem !== undefined) return refusal(400, 'INVALID_ARGUMENT', problem)
    const { instances, parameters } = body as { instances: [{ prompt: string }]; parameters?: { sampleCount?: number } }
    const [{ prompt }] = instances
    const id = `models/${model}/operations/${crypto.randomUUID().slice(0, 8)}`
    operations.set(id, { id, prompt, reads: 0, isCancelled: false, sampleCount: parameters?.sampleCount ?? 1 })
    charges.push({ prompt })
    return { status: 200, body: { name: id } }
  }

  function read(operation: Operation): VendorAnswer {
    advance(operation)
    const { id: name } = operation
    switch (stageOf(operation)) {
      case 'waiting':
        return { status: 200, body: { name, done: false, metadata: { progressPercent: 0 } } }
      case 'running':
        return { status: 200, body: { name, done: false, metadata: { progressPercent: 40 } } }
      case 'cancelled':
        return { status: 200, body: { name, done: true, error: { code: 1, message: 'The operation is cancelled' } } }
      case 'done':
        return { status: 200, body: { name, done: true, metadata: { progressPercent: 100 }, response: responseOf(operation) } }
    }
  }

  function responseOf(operation: Operation): object {
    if (isForbidden(operation.prompt)) return { filteredReasons: ['The review refuses the prompt.'] }
    operation.uris ??= Array.from({ length: operation.sampleCount }, nextUri)
    return { generatedSamples: operation.uris.map((uri) => ({ video: { uri } })), filteredReasons: [] }
  }

  function nextUri(): string {
    const path = `${BASE}files/${crypto.randomUUID().slice(0, 8)}:download`
    downloads.push(path)
    return `${options.url}${path}?alt=media`
  }

  /** By turns, a file is at the storage host, or is the answer. */
  function download({ path, query }: VendorRequest): VendorAnswer {
    const at = downloads.indexOf(path)
    if (at === -1 || query.get('alt') !== 'media') {
      complaints.push(`a download that was never given out: ${path}`)
      return refusal(404, 'NOT_FOUND', 'Nothing is at this address')
    }
    return at % 2 === 0 ? { status: 302, headers: { location: host.give('video') } } : fileAnswer(options, 'video')
  }

  return {
    handle,
    handleOther: host.handleOther,
    isSubmission: ({ method, path }) => method === 'POST' && path.endsWith(':predictLongRunning'),
    tooManyRequests: () => refusal(429, 'RESOURCE_EXHAUSTED', 'Too many requests'),
    charges,
    complaints,
  }
}

/** Unknown fields are refused at each level. */
function problemOfRequest(body: Fields, complaints: string[]): string | undefined {
  const outer = problemOf(body, { instances: isOneInstance, parameters: isFields }, ['instances'], 'closed')
  if (outer) return `${outer.field} is ${outer.problem}`
  const [instance] = body['instances'] as [Fields]
  const inner =
    problemOf(instance, { prompt: text(), image: (image) => isInline(image, complaints) }, ['prompt'], 'closed') ??
    problemOf(
      (body['parameters'] ?? {}) as Fields,
      { aspectRatio: oneOf('16:9', '9:16'), durationSeconds: oneOf(4, 6, 8), negativePrompt: text(undefined, 0), sampleCount: whole(1, 4) },
      [],
      'closed',
    )
  return inner && `${inner.field} is ${inner.problem}`
}

function isOneInstance(value: unknown): boolean {
  return Array.isArray(value) && value.length === 1 && isFields(value[0])
}

function isInline(image: unknown, complaints: string[]): boolean {
  if (!isFields(image)) return false
  const checks = { bytesBase64Encoded: text(), mimeType: oneOf(...IMAGE.types) }
  if (problemOf(image, checks, ['bytesBase64Encoded', 'mimeType'], 'closed')) return false
  const bytes = decodeBase64(String(image['bytesBase64Encoded']))
  return bytes !== undefined && isImage(bytes, { ...IMAGE, types: [String(image['mimeType'])] }, complaints)
}

function refusal(code: number, status: string, message: string): VendorAnswer {
  return { status: code, body: { error: { code, message, status } } }
}
