import {
  advance,
  type Check,
  countIn,
  type Fields,
  flag,
  isAddress,
  isFields,
  isForbidden,
  isPublicAddress,
  jsonBody,
  oneOf,
  openFileHost,
  problemOf,
  type Stage,
  stageOf,
  type Task,
  text,
} from '../vendor-requests.ts'
import type { CreateVendor, VendorAnswer, VendorRequest } from '../vendor-server.ts'

type Generation = Task & { readonly request: Fields; readonly createdAt: string; readonly cost: number; assets?: object }

const GENERATIONS = '/generations'
const CENTS: Readonly<Record<string, number>> = { '540p': 20, '720p': 40, '1080p': 80, '4k': 200 }
const STATES: Readonly<Record<Stage, string>> = { waiting: 'queued', running: 'dreaming', done: 'completed', cancelled: 'failed' }
const CHECKS: Readonly<Record<string, Readonly<Record<string, Check>>>> = {
  text: {
    prompt: text(5000, 3),
    model: oneOf('u-1'),
    duration: oneOf('5s', '9s'),
    resolution: oneOf(...Object.keys(CENTS)),
    callback_url: (value) => value === null || isAddress(value),
  },
  extend: { source_id: text(), prompt: (value) => value === null || text(5000, 0)(value), duration: oneOf('5s') },
  image: {
    prompt: text(5000, 0),
    image: (value) => isFields(value) && isAddress(value['url']),
    loop: flag,
    duration: oneOf('5s'),
  },
}
const REQUIRED: Readonly<Record<string, readonly string[]>> = { text: ['prompt'], extend: ['source_id'], image: ['prompt', 'image'] }

export const createVendor: CreateVendor = (options) => {
  const charges: { prompt: string }[] = []
  const complaints: string[] = []
  const generations = new Map<string, Generation>()
  const account = { cents: 12050 }
  const host = openFileHost(options, complaints, { apiHeaders: [] })

  function handle(request: VendorRequest): VendorAnswer {
    const { method, path, headers } = request
    if (headers['authorization'] !== `Token ${options.key}`) return refusal(401, 'The key is missing or wrong.')
    if (method === 'POST' && path === GENERATIONS) return create(request)
    if (method === 'GET' && path === GENERATIONS) return list(request)
    if (method === 'GET' && path === '/credits') return { status: 200, body: { credit_balance_cents: account.cents } }
    if (method === 'PUT' && path === '/avatars/upload') {
      const isBinary = headers['content-type'] === 'application/octet-stream'
      return isBinary ? { status: 204 } : refusal(400, 'The body must be application/octet-stream.')
    }
    const generation = path.startsWith(`${GENERATIONS}/`) ? generations.get(path.slice(GENERATIONS.length + 1)) : undefined
    if (method !== 'GET' || !generation) return refusal(404, 'Nothing is at this address.')
    advance(generation)
    return { status: 200, body: shown(generation) }
  }

  function create(request: VendorRequest): VendorAnswer {
    const body = jsonBody(request)
    if (!body) return refusal(400, 'The body must be a JSON object.')
    const wrong = problemOfUnion(body)
    if (wrong) return wrong
    const source = body['type'] === 'extend' ? generations.get(String(body['source_id'])) : undefined
    if (body['type'] === 'extend' && !source) return refusal(404, 'The source does not exist.')
    if (source && (stageOf(source) !== 'done' || isForbidden(source.prompt))) return refusal(400, 'The source is not completed.')
    const cost = costOf(body)
    if (account.cents < cost) return refusal(402, 'There are too few credits.')
    const id = `gen_01H${String(generations.size + 1).padStart(6, '0')}`
    const prompt = typeof body['prompt'] === 'string' ? body['prompt'] : ''
    const generation = { id, prompt, reads: 0, isCancelled: false, request: body, createdAt: new Date().toISOString(), cost }
    generations.set(id, generation)
    account.cents -= cost
    charges.push({ prompt })
    return { status: 201, body: { id, state: 'dreaming', created_at: generation.createdAt, cost_cents: cost } }
  }

  function list({ query }: VendorRequest): VendorAnswer {
    const limit = countIn(query, 'limit', 100, 20)
    if (limit === undefined) return invalid(['query', 'limit'], 'limit is 1 to 100')
    const newest = [...generations.values()].toReversed().slice(0, limit)
    return { status: 200, body: { generations: newest.map((one) => Object.assign(shown(one), { request: one.request })) } }
  }

  function shown(generation: Generation): object {
    const { id, createdAt: created_at, cost: cost_cents } = generation
    const common = { id, state: STATES[stageOf(generation)], failure_reason: null, created_at, cost_cents, assets: null }
    if (stageOf(generation) !== 'done') return common
    if (isForbidden(generation.prompt)) return { ...common, state: 'failed', failure_reason: 'Prompt refused by moderation' }
    generation.assets ??= { video: host.give('video'), image: host.give('image') }
    return { ...common, assets: generation.assets }
  }

  return {
    handle,
    handleOther: host.handleOther,
    isSubmission: ({ method, path }) => method === 'POST' && path === GENERATIONS,
    tooManyRequests: () => refusal(429, 'Too many requests.'),
    charges,
    complaints,
  }
}

/** A field that is wrong alone is a 422; fields that do not fit together, or an address that is not public, are a 400. */
function problemOfUnion(body: Fields): VendorAnswer | undefined {
  const type = String(body['type'])
  const checks = Object.hasOwn(CHECKS, type) ? CHECKS[type] : undefined
  if (!checks || typeof body['type'] !== 'string') return invalid(['body', 'type'], 'type is text, extend or image')
  const problem = problemOf(body, checks, REQUIRED[type] ?? [])
  if (problem) return invalid(['body', type, problem.field], `The field is ${problem.problem}`)
  if (body['resolution'] === '4k' && body['duration'] === '9s') return refusal(400, '4k has only 5s.')
  if (type === 'image' && !isPublicAddress((body['image'] as Fields)['url'])) return refusal(400, 'The image must be at a public address.')
  return undefined
}

function costOf({ type, resolution = '720p', duration }: Fields): number {
  return type === 'text' ? (CENTS[String(resolution)] ?? 0) * (duration === '9s' ? 2 : 1) : 40
}

function invalid(loc: readonly string[], msg: string): VendorAnswer {
  return { status: 422, body: { detail: [{ loc, msg }] } }
}

function refusal(status: number, detail: string): VendorAnswer {
  return { status, body: { detail } }
}
