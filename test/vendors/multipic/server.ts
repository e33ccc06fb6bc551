import {
  advance,
  cancel,
  countIn,
  type Fields,
  type FileHost,
  flag,
  isAddress,
  isForbidden,
  jsonBody,
  oneOf,
  openFileHost,
  problemOf,
  stageOf,
  type Task,
  text,
  whole,
} from '../vendor-requests.ts'
import type { CreateVendor, VendorAnswer, VendorRequest } from '../vendor-server.ts'

type Job = Task & { readonly asked: Fields; readonly started: number; readonly cost: number; made?: object }

const JOBS = '/api/jobs'
const FIRST_ID = 9007199254740995n
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i

export const createVendor: CreateVendor = (options) => {
  const charges: { prompt: string }[] = []
  const complaints: string[] = []
  const jobs = new Map<string, Job>()
  const answersByToken = new Map<string, VendorAnswer>()
  const host = openFileHost(options, complaints, { apiHeaders: ['x-key'] })

  function handle(request: VendorRequest): VendorAnswer {
    if (request.headers['x-key'] !== options.key) return refusal(401, 'The key is wrong', 'INPUT.KEY')
    if (request.path === JOBS && request.method === 'POST') return start(request)
    if (request.path === JOBS && request.method === 'GET') return request.query.has('ids') ? many(request) : recent(request)
    const [, id = '', drop] = /^\/api\/jobs\/([^/]+)(\/drop)?$/.exec(request.path) ?? []
    const job = jobs.get(id)
    if (!job) return missing(id)
    if (request.method !== (drop === undefined ? 'GET' : 'POST')) return refusal(405, 'This method is not allowed here', 'INPUT.METHOD')
    if (drop === undefined) advance(job)
    else cancel(job)
    return answerOf(200, { job: shown(job, host) })
  }

  function start(request: VendorRequest): VendorAnswer {
    const body = jsonBody(request)
    if (!body) return refusal(400, 'The body must be a JSON object', 'INPUT.BODY')
    const ofKind =
      body['kind'] === 'clip' ? { length: whole(3, 10), with_poster: flag } : { count: whole(1, 4), size: oneOf('1024x1024', '1536x1024') }
    const checks = {
      kind: oneOf('image', 'clip'),
      prompt: text(),
      ...ofKind,
      client_token: (value: unknown) => typeof value === 'string' && UUID.test(value),
      callback: (value: unknown) => isAddress(value),
    }
    const problem = problemOf(body, checks, ['kind', 'prompt'])
    if (problem) return refusal(400, `${problem.field} is ${problem.problem}`, `INPUT.${problem.field.toUpperCase()}`)
    const { prompt, client_token: token } = body as { prompt: string; client_token?: string }
    const first = token === undefined ? undefined : answersByToken.get(token.toLowerCase())
    if (first) return first
    // Odd ids above 2^53: a reader with ordinary numbers rounds each of them to one that was never given out.
    const id = String(FIRST_ID + 2n * BigInt(jobs.size))
    jobs.set(id, { id, prompt, reads: 0, isCancelled: false, asked: body, started: Date.now(), cost: costOf(body) })
    charges.push({ prompt })
    const answer = answerOf(201, { job: { id, state: 'new' } })
    if (token !== undefined) answersByToken.set(token.toLowerCase(), answer)
    return answer
  }

  function many({ query }: VendorRequest): VendorAnswer {
    const ids = (query.get('ids') ?? '').split(',')
    if (ids.length > 50 || !ids.every((id) => /^\d+$/.test(id))) return refusal(400, 'ids are at most 50 numbers', 'INPUT.IDS')
    const found = ids.map((id) => jobs.get(id)).filter((job) => job !== undefined)
    if (found.length < ids.length) noteRounded(ids)
    for (const job of found) advance(job)
    return answerOf(200, { jobs: found.map((job) => shown(job, host)) })
  }

  function recent({ query }: VendorRequest): VendorAnswer {
    const newest = countIn(query, 'newest', 100, 20)
    if (newest === undefined) return refusal(400, 'newest is wrong', 'INPUT.NEWEST')
    const found = [...jobs.values()].toReversed().slice(0, newest)
    return answerOf(200, { jobs: found.map((job) => Object.assign(shown(job, host), { asked: job.asked })) })
  }

  function missing(id: string): VendorAnswer {
    noteRounded([id])
    return refusal(404, 'Nothing is at this address', 'INPUT.ID')
  }

  /** Every id is odd, so an even one has lost its last digit in an ordinary number. */
  function noteRounded(ids: readonly string[]): void {
    const rounded = ids.filter((id) => !jobs.has(id) && /^9007199254\d{5}[02468]$/.test(id))
    complaints.push(...rounded.map((id) => `the id ${id} was never given out: a large integer was rounded`))
  }

  return {
    handle,
    handleOther: host.handleOther,
    isSubmission: ({ method, path }) => method === 'POST' && path === JOBS,
    tooManyRequests: () => refusal(429, 'Too many requests', 'CAPACITY.REQUESTS'),
    charges,
    complaints,
  }
}

function costOf({ kind, count = 1, size, length = 5 }: Fields): number {
  return kind === 'clip' ? 10 * Number(length) : (size === '1536x1024' ? 6 : 4) * Number(count)
}

function shown(job: Job, host: FileHost): object {
  const { id, started, cost, asked } = job
  switch (stageOf(job)) {
    case 'waiting':
      return { id, state: 'new', started, cost }
    case 'running':
      return { id, state: 'working', percent: 40, started, cost }
    case 'cancelled':
      return { id, state: 'dropped', started, cost }
    case 'done':
      if (isForbidden(job.prompt)) {
        return { id, state: 'broken', started, cost, why: { family: 'POLICY.TEXT', text: 'The content review refuses the text' } }
      }
      job.made ??= filesFor(asked, host)
      return { id, state: 'done', started, cost, ...job.made }
  }
}

function filesFor({ kind, count = 1, with_poster }: Fields, host: FileHost): object {
  if (kind === 'image') return { files: Array.from({ length: Number(count) }, () => ({ kind, href: host.give('image') })) }
  const files = [{ kind, href: host.give('video') }]
  return { files, poster: with_poster === true ? { href: host.give('image') } : undefined }
}

/** Ids are written as numbers that an ordinary number cannot hold. */
function answerOf(status: number, body: object): VendorAnswer {
  const written = JSON.stringify(body).replaceAll(/"id":"(\d+)"/g, '"id":$1')
  return { status, headers: { 'content-type': 'application/json' }, body: written }
}

function refusal(status: number, problem: string, family: string): VendorAnswer {
  return { status, body: { problem, family } }
}
