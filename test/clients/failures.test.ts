import { inspect } from 'node:util'
import { AnswerError, createProviderClient, type ErrorRule, OutcomeUnknownError, type ProviderTable } from '@shotlist/core'
import { describe, expect, it, vi } from 'vitest'
import { errorAnswer } from './error-answer.ts'
import { answer, drop, type FaultServer, nowhere, page, type Reply, stall, startFaultServer } from './fault-server.ts'
import { long, providers, type SuiteClient, type SuiteProvider } from './providers.ts'

// Every error that the documents list, and every fault of the peers' table, against each client over real sockets.

const apiKey = 'sk-never-to-be-seen'
const attempts = 2
const quick = { firstMs: 1, everyMs: 5 }

const rejection = async (work: PromiseLike<unknown>): Promise<Record<string, unknown> & Error> => {
  const outcome = await work.then(
    () => undefined,
    (error: unknown) => error,
  )
  if (!(outcome instanceof Error)) throw new Error('it was taken for a result')
  expect(`${inspect(outcome, { depth: 10 })} ${JSON.stringify(outcome)}`).not.toContain(apiKey)
  return outcome as Record<string, unknown> & Error
}

const connectTo = async (
  { connect }: SuiteProvider,
  replies: readonly Reply[],
  options: object = {},
): Promise<{ readonly client: SuiteClient; readonly server: FaultServer }> => {
  const server = await startFaultServer(replies)
  return { client: connect({ apiKey, baseUrl: server.url, retry: { attempts, baseMs: 1, maxMs: 2 }, ...options }), server }
}

/** Every submission that reached the provider carries the same key, where the provider has keys; else there is only one. */
const expectPaidOnce = ({ taken }: FaultServer, { idempotency }: ProviderTable, paidPath: string | undefined) => {
  const paid = taken.filter(({ method, url }) => method === 'POST' && url === paidPath)
  if (idempotency === undefined) return expect(paid).toHaveLength(1)
  return expect(new Set(paid.map(({ headers }) => headers[idempotency.toLowerCase()])).size).toBe(1)
}

/** Whether an answer proves that nothing was started: a refusal does, a failure of the provider's own does not. */
const provesNothingStarted = (rule: ErrorRule, status: number): boolean => {
  if (rule.class === 'server') return false
  if (rule.class === 'unknown') return !rule.billable && status < 500
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

  describe('a submission that is answered with', () => {
    it.each([...codes, ...statuses])(
      '$name is the error of the document, and is paid at most once',
      async ({ rule, code, status: declared }) => {
        const { body, status } = errorAnswer(table, { rule, code, status: declared })
        const { client, server } = await connectTo(provider, [answer(body, { status })])
        const error = await rejection(client.textToVideo(input))
        const reported = error instanceof OutcomeUnknownError ? error.cause : error
        expect(reported).toBeInstanceOf(AnswerError)
        expect(reported).toMatchObject({
          class: rule.class,
          status,
          retryable: rule.retry,
          billable: rule.billable,
          meaning: rule.meaning,
          providerMessage: `said by the provider: ${rule.class}`,
          operation: 'text-to-video',
          method: 'POST',
          traceId: expect.stringMatching(/^[\da-f-]{36}$/),
          ...(code === undefined ? {} : { providerCode: code }),
          ...(error === reported && rule.hint !== undefined ? { hint: rule.hint } : {}),
        })
        const certain = provesNothingStarted(rule, status)
        expect(error instanceof OutcomeUnknownError).toBe(!certain)
        const waits = rule.retry && (rule.class === 'busy' || rule.class === 'rate-limit')
        expect(server.taken).toHaveLength(rule.retry && (keyed || (certain && waits)) ? attempts : 1)
        if (!certain || keyed) expectPaidOnce(server, table, path)
      },
    )

    it.each(['seconds', 'date'] as const)('Retry-After in %s is waited for', async (form) => {
      const rule = table.errors.statuses['429'] as ErrorRule
      const at = Math.ceil(Date.now() / 1000) * 1000 + 1000
      const headers = { 'retry-after': form === 'seconds' ? '1' : new Date(at).toUTCString() }
      const refused = errorAnswer(table, { rule, status: 429 })
      const { client } = await connectTo(provider, [answer(refused.body, { status: 429, headers }), answer(accepted), answer(finished)])
      const begun = Date.now()
      await client.textToVideo(input, { poll: quick })
      const waited = form === 'seconds' ? Date.now() - begun : Date.now() - at + 1000
      expect(waited).toBeGreaterThanOrEqual(990)
      expect(waited).toBeLessThan(15_000)
    })
  })

  describe('a submission', () => {
    const faults: readonly (readonly [string, Reply, string])[] = [
      ['whose socket dies', drop, 'network'],
      ['that is answered with a web page', page, 'not-json'],
      ['whose answer stalls', stall, 'timeout'],
    ]
    it.each(faults)('%s is repeated with its key or not at all', async (_name, fault, code) => {
      const replies = [fault, answer(accepted), answer(finished)]
      const { client, server } = await connectTo(provider, replies, { timeoutMs: code === 'timeout' ? 1_500 : 15_000 })
      const task = client.textToVideo(input, { poll: quick })
      const outcome = await task.catch((error: unknown) => error)
      expect(outcome).toMatchObject(keyed ? { taskId: provider.taskId } : { code: 'outcome-unknown', repeatable: false, cause: { code } })
      expectPaidOnce(server, table, path)
    })

    it.each(faults)('%s every time ends, with an error that says so', async (_name, fault, code) => {
      // Long enough that a busy machine takes the request first; what stalls waits it out.
      const { client, server } = await connectTo(provider, [fault], { timeoutMs: code === 'timeout' ? 1_500 : 15_000 })
      expect(await rejection(client.textToVideo(input))).toMatchObject({ code: 'outcome-unknown', cause: { code } })
      expect(server.taken).toHaveLength(keyed ? attempts : 1)
      expectPaidOnce(server, table, path)
    })

    it('that cannot have been delivered is no riddle', async () => {
      const client = provider.connect({ apiKey, baseUrl: await nowhere(), retry: false })
      expect(await rejection(client.textToVideo(input))).toMatchObject({ code: 'network', delivered: 'no' })
    })

    it('with a mistake is not sent', async () => {
      const { client, server } = await connectTo(provider, [answer(accepted)])
      expect(await rejection(client.textToVideo({ ...input, prompt: 7 }))).toMatchObject({ code: 'invalid-input' })
      expect(server.taken).toHaveLength(0)
    })
  })

  describe('a read', () => {
    it.each([
      ['dies', drop, 'network'],
      ['is a web page', page, 'not-json'],
      ['stalls', stall, 'timeout'],
      ['is an error inside HTTP 200', answer(errorAnswer(table, worst(table)).body), 'envelope'],
    ] as const)(
      'that %s once is no news of the task where it may pass; every time it is an error, never a result',
      async (_name, fault, code) => {
        const { client } = await connectTo(provider, [answer(accepted), fault, answer(finished)], { timeoutMs: 400 })
        const outcome = await client.textToVideo(input, { poll: quick }).catch((error: unknown) => error)
        expect(outcome).toMatchObject(code === 'envelope' ? { code } : { taskId: provider.taskId })
        const { client: unlucky } = await connectTo(provider, [answer(accepted), fault], { timeoutMs: 400 })
        expect(await rejection(unlucky.textToVideo(input, { poll: quick, retry: false }))).toMatchObject({ code })
      },
    )

    it('that finds a state the document does not know is waited on, ever more calmly', async () => {
      const { client, server } = await connectTo(provider, [answer(accepted), answer(provider.unknown)])
      const task = client.textToVideo(input, { poll: { firstMs: 1, everyMs: 20 }, deadlineMs: 800 })
      expect(await rejection(task)).toMatchObject({ code: 'unknown-state', taskId: provider.taskId })
      expect(server.taken.length).toBeGreaterThan(2)
      expect(server.taken.length).toBeLessThan(12)
    })
  })

  it.each([
    ['waits', answer(running)],
    ['reads', stall],
  ] as const)('settles an abort at once while it %s', async (_name, reply) => {
    const times: number[] = []
    for (let round = 0; round < 3; round++) {
      const { client, server } = await connectTo(provider, [answer(accepted), reply])
      const task = client.textToVideo(input, { poll: { firstMs: 1, everyMs: 60_000 } })
      await vi.waitFor(() => expect(server.taken).toHaveLength(2))
      await new Promise((resolve) => {
        setTimeout(resolve, 20)
      })
      const begun = performance.now()
      task.abort('enough')
      expect(await rejection(task)).toMatchObject({ code: 'aborted', cause: 'enough', taskId: provider.taskId })
      times.push(performance.now() - begun)
    }
    // The best of three: a machine that is busy with other tests may be late once.
    expect(Math.min(...times)).toBeLessThan(10)
  })

  it('keeps integers of 64 bits in answers', async () => {
    const { client } = await connectTo(provider, [answer(accepted), answer(finished)])
    const result = await client.textToVideo(input, { poll: quick })
    expect(JSON.stringify(result.body)).toContain(`"${long}"`)
    expect(result.outputs['video_id'] ?? long).toBe(long)
  })

  const withIntegers = Object.values(table.operations).filter(({ int64, kind }) => kind === 'task' && int64.length > 0)
  it.each(withIntegers)('keeps integers of 64 bits in requests of $name', async (operation) => {
    for (const given of [long, BigInt(long)]) {
      const { server } = await connectTo(provider, [answer(accepted)])
      const engine = createProviderClient(table, { apiKey, baseUrl: server.url })
      const fields = operation.int64.map((pattern) => inputOf(pattern.split('/').slice(1), given))
      // What it is answered is of no interest here.
      await engine.submit(operation.name, Object.assign({}, ...fields) as Record<string, unknown>).catch(() => undefined)
      const sent = server.taken[0]?.body ?? ''
      expect(sent.match(new RegExp(`[:[]${long}(?=[,}\\]])`, 'g'))?.length ?? 0).toBeGreaterThanOrEqual(1)
      expect(sent).not.toContain(`"${long}"`)
    }
  })
})

/** An error that no wait mends. */
function worst(table: ProviderTable): { code: string; rule: ErrorRule } {
  const [code, rule] = Object.entries(table.errors.codes).find(([, each]) => !each.retry && each.class === 'forbidden') ?? []
  if (code === undefined || rule === undefined) throw new Error(`${table.id} has no such error`)
  return { code, rule }
}

/** An input that has a value at the place of a pattern, and nothing else. */
function inputOf([name = '', ...rest]: readonly string[], value: unknown): unknown {
  if (name === '') return value
  if (name === '-') return [inputOf(rest, value)]
  return { [name]: inputOf(rest, value) }
}
