import { inspect } from 'node:util'
import { defined } from '@shotlist/codegen/defined'
import { AnswerError, createProviderClient, type ErrorRule, OutcomeUnknownError, type ProviderTable } from '@shotlist/core'
import { describe, expect, it } from 'vitest'
import { type DrivenClock, drivenClock } from './driven-clock.ts'
import { errorResponse } from './error-response.ts'
import { drop, type FaultServer, fetchReporting, nowhere, page, type Reply, respond, stall, startFaultServer } from './fault-server.ts'
import { LONG_ID, providers, type SuiteClient, type SuiteProvider } from './providers.ts'

// Every error that the documents list, and every fault of a server, against each client, over real sockets and with driven time.

const API_KEY = 'sk-never-to-be-seen'
const ATTEMPTS = 2
const TIMEOUT_MS = 1_500
const QUICK = { firstMs: 1, everyMs: 5 }

async function rejection(work: PromiseLike<unknown>): Promise<Record<string, unknown> & Error> {
  const outcome = await work.then(
    () => undefined,
    (error: unknown) => error,
  )
  if (!(outcome instanceof Error)) throw new Error('it was read as a result')
  expect(`${inspect(outcome, { depth: 10 })} ${JSON.stringify(outcome)}`).not.toContain(API_KEY)
  return outcome as Record<string, unknown> & Error
}

type Connected = { readonly client: SuiteClient; readonly server: FaultServer; readonly clock: DrivenClock }

/**
 * Connects a client to a server with these replies. A stalled response uses up the time limit of its request, unless `onStall` says
 * otherwise.
 */
async function connectTo(
  { connect }: SuiteProvider,
  replies: readonly Reply[],
  { onStall }: { readonly onStall?: () => void } = {},
): Promise<Connected> {
  const server = await startFaultServer(replies)
  const clock = drivenClock()
  const fetch = fetchReporting(onStall ?? (() => clock.pass(TIMEOUT_MS)))
  const retry = { attempts: ATTEMPTS, baseMs: 1, maxMs: 2 }
  return {
    client: connect({ apiKey: API_KEY, baseUrl: server.url, retry, timeoutMs: TIMEOUT_MS, clock, fetch, random: () => 0.5 }),
    server,
    clock,
  }
}

/** Every submission that reaches the provider has the same key if the provider has keys; otherwise there is only one submission. */
function expectPaidOnce({ requests }: FaultServer, { idempotency }: ProviderTable, paidPath: string | undefined) {
  const paid = requests.filter(({ method, url }) => method === 'POST' && url === paidPath)
  const payments = idempotency === undefined ? paid : new Set(paid.map(({ headers }) => headers[idempotency.toLowerCase()]))
  expect([...payments]).toHaveLength(1)
}

/** Whether a response proves that nothing was started: a refusal does, a server error or an unknown code does not. */
function provesNothingStarted(rule: ErrorRule): boolean {
  if (rule.class === 'server' || rule.class === 'unknown') return false
  return rule.class === 'busy' || rule.class === 'rate-limit' ? !rule.billable : true
}

describe.each(providers)('$id', (provider) => {
  const { table, input, accepted, running, finished } = provider
  const keyed = table.idempotency !== undefined
  const path = new URL(table.servers[0]?.url ?? '').pathname.replace(/\/$/, '') + (table.operations['text-to-video']?.path ?? '')

  const codes = Object.entries(table.errors.codes).map(([code, rule]) => ({ name: `code ${code}`, rule, code, status: rule.status }))
  const statuses = Object.entries(table.errors.statuses).map(([status, rule]) => ({
    name: `status ${status}`,
    rule,
    code: undefined,
    status: Number(status),
  }))

  describe('a submission that gets', () => {
    it.each([...codes, ...statuses])(
      '$name gives the error of the document, and is paid at most once',
      async ({ rule, code, status: declared }) => {
        const { body, status } = errorResponse(table, { rule, code, status: declared })
        const { client, server } = await connectTo(provider, [respond(body, { status })])
        const error = await rejection(client.textToVideo(input))
        const reported = error instanceof OutcomeUnknownError ? error.cause : error
        expect(reported).toBeInstanceOf(AnswerError)
        expect(reported).toMatchObject({
          class: rule.class,
          status,
          retryable: rule.retry,
          billable: rule.billable,
          meaning: rule.meaning,
          providerMessage: `message of the provider: ${rule.class}`,
          operation: 'text-to-video',
          method: 'POST',
          traceId: expect.stringMatching(/^[\da-f-]{36}$/),
          ...defined({ providerCode: code, hint: error === reported && rule.hint !== undefined ? rule.hint : undefined }),
        })
        const certain = provesNothingStarted(rule)
        expect(error instanceof OutcomeUnknownError).toBe(!certain)
        const waits = rule.retry && (rule.class === 'busy' || rule.class === 'rate-limit')
        expect(server.requests).toHaveLength(rule.retry && (keyed || (certain && waits)) ? ATTEMPTS : 1)
        if (!certain || keyed) expectPaidOnce(server, table, path)
      },
    )

    it.each(['seconds', 'date'] as const)('waits for a Retry-After in %s', async (form) => {
      const rule = table.errors.statuses['429'] as ErrorRule
      const refuse: Reply = (response, request) => {
        const headers = { 'retry-after': form === 'seconds' ? '7' : new Date(clock.now() + 7000).toUTCString() }
        respond(errorResponse(table, { rule, status: 429 }).body, { status: 429, headers })(response, request)
      }
      const { client, clock } = await connectTo(provider, [refuse, respond(accepted), respond(finished)])
      await client.textToVideo(input, { poll: QUICK })
      expect(clock.waits[0]).toBe(7000)
    })
  })

  describe('a submission', () => {
    const faults: readonly (readonly [string, Reply, string])[] = [
      ['whose connection is closed', drop, 'network'],
      ['that gets a web page', page, 'not-json'],
      ['whose response stalls', stall, 'timeout'],
    ]
    it.each(faults)('%s is repeated with its key or not at all', async (_name, fault, code) => {
      const replies = [fault, respond(accepted), respond(finished)]
      const { client, server } = await connectTo(provider, replies)
      const task = client.textToVideo(input, { poll: QUICK })
      const outcome = await task.catch((error: unknown) => error)
      expect(outcome).toMatchObject(keyed ? { taskId: provider.taskId } : { code: 'outcome-unknown', repeatable: false, cause: { code } })
      expectPaidOnce(server, table, path)
    })

    it.each(faults)('%s every time ends with an error that says so', async (_name, fault, code) => {
      const { client, server } = await connectTo(provider, [fault])
      expect(await rejection(client.textToVideo(input))).toMatchObject({ code: 'outcome-unknown', cause: { code } })
      expect(server.requests).toHaveLength(keyed ? ATTEMPTS : 1)
      expectPaidOnce(server, table, path)
    })

    it('that cannot have been delivered has a certain outcome', async () => {
      const client = provider.connect({ apiKey: API_KEY, baseUrl: await nowhere(), retry: false })
      expect(await rejection(client.textToVideo(input))).toMatchObject({ code: 'network', delivered: 'no' })
    })

    it('with invalid input is not sent', async () => {
      const { client, server } = await connectTo(provider, [respond(accepted)])
      expect(await rejection(client.textToVideo({ ...input, prompt: 7 }))).toMatchObject({ code: 'invalid-input' })
      expect(server.requests).toHaveLength(0)
    })
  })

  describe('a read', () => {
    it.each([
      ['dies', drop, 'network'],
      ['is a web page', page, 'not-json'],
      ['stalls', stall, 'timeout'],
      ['is an error inside HTTP 200', respond(errorResponse(table, worst(table)).body), 'envelope'],
    ] as const)(
      'that %s once is repeated if it may be transient; every time, it is an error and never a result',
      async (_name, fault, code) => {
        const { client } = await connectTo(provider, [respond(accepted), fault, respond(finished)])
        const outcome = await client.textToVideo(input, { poll: QUICK }).catch((error: unknown) => error)
        expect(outcome).toMatchObject(code === 'envelope' ? { code } : { taskId: provider.taskId })
        const { client: unlucky } = await connectTo(provider, [respond(accepted), fault])
        expect(await rejection(unlucky.textToVideo(input, { poll: QUICK, retry: false }))).toMatchObject({ code })
      },
    )

    it('that finds an unknown state is repeated, less and less often', async () => {
      const { client, server, clock } = await connectTo(provider, [respond(accepted), respond(provider.unknown)])
      const task = client.textToVideo(input, { poll: { firstMs: 20, everyMs: 20 }, deadlineMs: 800 })
      expect(await rejection(task)).toMatchObject({ code: 'unknown-state', taskId: provider.taskId })
      // The last wait would have ended after the deadline.
      expect(clock.waits).toEqual([20, 40, 80, 160, 160, 160, 160, 160])
      expect(server.requests).toHaveLength(1 + clock.waits.length - 1)
    })
  })

  it('rejects at once when it is aborted while it waits', async () => {
    const { client, server, clock } = await connectTo(provider, [respond(accepted), respond(running)])
    const waits = clock.hold(50_000)
    const task = client.textToVideo(input, { poll: { firstMs: 20, everyMs: 60_000 } })
    await waits
    task.abort('enough')
    expect(await rejection(task)).toMatchObject({ code: 'aborted', cause: 'enough', taskId: provider.taskId })
    expect(server.requests).toHaveLength(2)
  })

  it('rejects at once when it is aborted while it reads', async () => {
    const { client, server, clock } = await connectTo(provider, [respond(accepted), stall], { onStall: () => task.abort('enough') })
    const task = client.textToVideo(input, { poll: { firstMs: 20, everyMs: 60_000 } })
    expect(await rejection(task)).toMatchObject({ code: 'aborted', cause: 'enough', taskId: provider.taskId })
    expect(server.requests).toHaveLength(2)
    expect(clock.waits).toEqual([20])
  })

  it('keeps 64-bit integers in responses', async () => {
    const { client } = await connectTo(provider, [respond(accepted), respond(finished)])
    const result = await client.textToVideo(input, { poll: QUICK })
    expect(JSON.stringify(result.body)).toContain(`"${LONG_ID}"`)
    expect(result.outputs['video_id'] ?? LONG_ID).toBe(LONG_ID)
  })

  const withIntegers = Object.values(table.operations).filter(({ int64, kind }) => kind === 'task' && int64.length > 0)
  it.each(withIntegers)('keeps 64-bit integers in requests of $name', async (operation) => {
    for (const given of [LONG_ID, BigInt(LONG_ID)]) {
      const { server } = await connectTo(provider, [respond(accepted)])
      const engine = createProviderClient(table, { apiKey: API_KEY, baseUrl: server.url })
      const fields = operation.int64.map((pattern) => inputOf(pattern.split('/').slice(1), given))
      // The result does not matter here.
      await engine.submit(operation.name, Object.assign({}, ...fields) as Record<string, unknown>).catch(() => undefined)
      const sent = server.requests[0]?.body ?? ''
      expect(sent.match(new RegExp(`[:[]${LONG_ID}(?=[,}\\]])`, 'g'))?.length ?? 0).toBeGreaterThanOrEqual(1)
      expect(sent).not.toContain(`"${LONG_ID}"`)
    }
  })
})

/** An error that no retry can resolve. */
function worst(table: ProviderTable): { code: string; rule: ErrorRule } {
  const [code, rule] = Object.entries(table.errors.codes).find(([, each]) => !each.retry && each.class === 'forbidden') ?? []
  if (code === undefined || rule === undefined) throw new Error(`${table.id} has no such error`)
  return { code, rule }
}

/** An input with a value at the place of a pattern, and nothing else. */
function inputOf([name = '', ...rest]: readonly string[], value: unknown): unknown {
  if (name === '') return value
  if (name === '-') return [inputOf(rest, value)]
  return { [name]: inputOf(rest, value) }
}
