import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import type { EmulatorOptions } from '../src/index.ts'
import type { PlainClient, PlainResponse } from './plain-client.ts'
import { expectResponseFits } from './response-fits.ts'
import { start } from './running.ts'

const root = fileURLToPath(new URL('../../../', import.meta.url))
const own = fileURLToPath(new URL('./documents/', import.meta.url))
const DOCUMENTS = [
  'pixverse',
  'acedata',
  '302ai',
  `${root}examples/vendor/acme.openapi.yaml`,
  `${own}parrot.openapi.yaml`,
  `${own}lantern.openapi.yaml`,
  `${own}magpie.openapi.yaml`,
  `${own}kino.openapi.yaml`,
  `${own}vault.openapi.yaml`,
]

/** Accepts unknown ids, because the documents' examples contain ids that were never issued. */
function startOn(options: EmulatorOptions): ReturnType<typeof start> {
  return start({ unknownIds: 'accept', ...options })
}

/** Starts a task with its operation's example and returns its id. */
async function submit(
  client: PlainClient,
  name: string,
  headers: Record<string, string> = {},
): Promise<{ id: string; kind: string; response: PlainResponse }> {
  const response = await client.send(name, {}, headers)
  expect(client.error(response)).toBeUndefined()
  const kind = client.model.table.operations[name]?.starts as string
  return { id: String(client.find(response, client.rules(kind).id)), kind, response }
}

function taskOperations(client: PlainClient): string[] {
  return Object.values(client.model.table.operations)
    .filter((operation) => operation.kind === 'task')
    .map((operation) => operation.name)
}

describe.each(DOCUMENTS)('%s', (document) => {
  it('renders every operation that starts a task, by its example, with responses that fit the document', async () => {
    const { emulator, client } = await startOn({ document, inFlight: 100 })
    const names = taskOperations(client)
    expect(names.length).toBeGreaterThan(0)
    for (const name of names) {
      const { id, kind, response } = await submit(client, name)
      const operationId = client.model.table.operations[name]?.operationId as string
      expectResponseFits(client.model, operationId, response)
      const rules = client.rules(kind)
      expectResponseFits(client.model, rules.read.operationId, await client.read(kind, id))
      const last = await client.readToEnd(kind, id)
      expect(client.state(kind, last)?.is).toBe('succeeded')
      expectResponseFits(client.model, rules.read.operationId, last)
      const main = Object.values(rules.outputs).find((rule) => ['video', 'image', 'audio'].includes(rule.type))
      const file = await fetch(String(client.find(last, main?.from ?? [])))
      expect(file.status).toBe(200)
      expect(Number(file.headers.get('content-length'))).toBe((await file.arrayBuffer()).byteLength)
    }
    const ledger = emulator.ledger()
    expect(ledger).toMatchObject({
      submissions: names.length,
      mistakes: 0,
      duplicates: 0,
      refused: 0,
      tasks: { inFlight: 0, succeeded: names.length },
    })
  })

  it('responds to its free operations', async () => {
    const { emulator, client } = await startOn({ document })
    for (const { name, kind } of Object.values(client.model.table.operations)) {
      if (kind !== 'query' || client.model.operations[name]?.example === undefined) continue
      const response = await client.send(name)
      expect({ name, error: client.error(response) }).toEqual({ name, error: undefined })
      expectResponseFits(client.model, client.model.table.operations[name]?.operationId ?? '', response)
    }
    expect(emulator.ledger().mistakeList).toEqual([])
  })

  it('refuses an invalid request in the document’s own error shape and records it', async () => {
    const { emulator, client } = await startOn({ document })
    const name = taskOperations(client)[0] as string
    const required = client.model.operations[name]?.fields.find((field) => field.required)?.name as string
    const response = await client.send(name, { [required]: undefined })
    expect(client.error(response)).toBeDefined()
    expect(emulator.ledger()).toMatchObject({ submissions: 0, refused: 1, mistakes: 1 })
  })

  it('requires a key if the document does', async () => {
    const { emulator, client } = await startOn({ document, keys: ['a-right-key'] })
    const name = taskOperations(client)[0] as string
    client.key = 'a-wrong-key'
    const wrong = await client.send(name)
    client.key = 'a-right-key'
    const right = await client.send(name)
    const guarded = client.model.table.auth !== null
    expect([client.error(wrong) !== undefined, client.error(right) !== undefined]).toEqual([guarded, false])
    expect(wrong.text).not.toContain('a-wrong-key')
    expect(emulator.ledger().mistakes).toBe(guarded ? 1 : 0)
  })

  it('starts nothing new for a known key, if the document has keys', async () => {
    const { emulator, client } = await startOn({ document })
    const name = taskOperations(client)[0] as string
    const header = client.model.table.idempotency
    const key = { [header ?? 'x-unused']: crypto.randomUUID() }
    const first = await submit(client, name, key)
    const second = await submit(client, name, key)
    expect(second.id === first.id).toBe(header !== undefined)
    const once = { submissions: 1, replayed: 1, duplicates: 0, mistakes: 0, money: { charges: 1 } }
    const twice = { submissions: 2, replayed: 0, duplicates: 1, mistakes: 0, money: { charges: 2 } }
    expect(emulator.ledger()).toMatchObject(header === undefined ? twice : once)
  })

  it('has no more slots than the options allow', async () => {
    const { emulator, client } = await startOn({ document, inFlight: 2, taskMs: 3_600_000 })
    const name = taskOperations(client)[0] as string
    await submit(client, name)
    await submit(client, name)
    const third = client.error(await client.send(name))
    expect(third?.message).toContain('in flight')
    expect(['busy', 'rate-limit']).toContain(third?.class)
    expect(emulator.ledger()).toMatchObject({ mistakes: 0, refused: 1, tasks: { inFlight: 2, peakInFlight: 2 } })
  })

  it('runs out of credits', async () => {
    const { emulator, client } = await startOn({ document, credits: 0 })
    const name = taskOperations(client)[0] as string
    const refused = client.error(await client.send(name))
    expect(refused).toBeDefined()
    expect(emulator.ledger()).toMatchObject({ submissions: 0, mistakes: 0, money: { charges: 0, balance: 0 } })
  })

  it('fails tasks on demand and refunds them', async () => {
    const { emulator, client } = await startOn({
      document,
      faults: [{ on: 'submit', kind: 'task-fails', class: 'moderation', message: 'rude words' }],
    })
    const { id, kind } = await submit(client, taskOperations(client)[0] as string)
    const last = await client.readToEnd(kind, id)
    expect(client.state(kind, last)?.is).toBe('failed')
    const { money, tasks } = emulator.ledger()
    expect(tasks).toMatchObject({ failed: 1, inFlight: 0 })
    expect(money.refunded).toBe(money.charged)
  })

  it('reaches every error code of the document', async () => {
    const { emulator, client } = await startOn({ document })
    const { codes } = client.model.table.errors
    const name = taskOperations(client)[0] as string
    const read: Record<string, string | undefined> = {}
    for (const code of Object.keys(codes)) {
      emulator.setFaults([{ on: 'submit', kind: 'error', code }])
      const error = client.error(await client.send(name))
      read[`${error?.code ?? ''}`] = error?.class
    }
    expect(read).toEqual(Object.fromEntries(Object.entries(codes).map(([code, rule]) => [code, rule.class])))
  })

  it('reaches every class of failure that the document distinguishes', async () => {
    const { emulator, client } = await startOn({ document, inFlight: 100 })
    const name = taskOperations(client)[0] as string
    const kind = client.model.table.operations[name]?.starts as string
    const classes = client.rules(kind).states.flatMap((rule) => (rule.is === 'failed' && rule.class !== undefined ? [rule.class] : []))
    for (const failure of classes) {
      emulator.setFaults([{ on: 'submit', kind: 'task-fails', class: failure }])
      const { id } = await submit(client, name)
      expect(client.state(kind, await client.readToEnd(kind, id))?.class).toBe(failure)
    }
  })

  it('shows states that the document does not know', async () => {
    const { client } = await startOn({ document, taskMs: 3_600_000, faults: [{ on: 'submit', kind: 'task-unknown-state' }] })
    const { id, kind } = await submit(client, taskOperations(client)[0] as string)
    const state = client.state(kind, await client.read(kind, id))
    expect(state?.is ?? 'running').toMatch(/^(pending|running)$/)
  })

  it('reports a missing task and a missing path', async () => {
    const { emulator, client } = await start({ document })
    const kind = Object.keys(client.model.table.tasks)[0] as string
    const unknown = await client.read(kind, '12345')
    expect(client.error(unknown)).toBeDefined()
    const nowhere = await client.request('GET', '/nowhere/at/all')
    expect(client.error(nowhere)).toBeDefined()
    expect(emulator.ledger().mistakes).toBe(2)
  })
})
