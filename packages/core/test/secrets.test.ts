import { inspect } from 'node:util'
import { describe, expect, it } from 'vitest'
import { type ClientEvent, createProviderClient, download, maskOf, type ProviderTable } from '../src/index.ts'
import { ACME, ACME_ONCE, accepted, finished, inState } from './acme.ts'
import { connectTo, rejection, SECRET } from './connect-to.ts'
import { drop, json, page, startServer } from './scripted-server.ts'

const echo = json({ ErrCode: SECRET, ErrMsg: `no such key ${SECRET}`, trace_id: SECRET })
const IN_QUERY: ProviderTable = { ...ACME_ONCE, auth: { in: 'query', name: 'key', prefix: '' } }

function keyed(apiKey: string | undefined) {
  return createProviderClient(ACME, { apiKey })
}

function quoting(url: string, init: RequestInit) {
  return Promise.reject(new TypeError(`Failed to parse ${url} ${JSON.stringify(init.headers)}`, { cause: new Error(`what is ${url}`) }))
}

/** All text in a value, hidden properties and causes included. */
function seen(value: unknown): string {
  return `${inspect(value, { depth: 10, showHidden: true })} ${JSON.stringify(value)} ${value instanceof Error ? value.stack : ''}`
}

describe('the key', () => {
  it.each([
    ['a provider that echoes it', ACME, echo],
    ['a page that echoes it', ACME, json(`<html>${SECRET}`)],
    ['an HTTP error that echoes it', ACME, json({ ErrMsg: SECRET }, { status: 401 })],
    ['a dropped connection', IN_QUERY, drop],
    ['a page', IN_QUERY, page],
  ])('is in no error and no event after %s', async (_, table, reply) => {
    await using server = await startServer([reply])
    const events: ClientEvent[] = []
    const client = connectTo(server, { table, retry: { attempts: 2, baseMs: 1 }, onEvent: (event) => events.push(event) })
    const error = await rejection(client.submit('text-to-video', { prompt: 'a' }))
    expect(error).toMatchObject({ code: expect.any(String) as string })
    expect(events.length).toBeGreaterThan(0)
    for (const thing of [error, events, client]) expect(seen(thing)).not.toContain(SECRET)
    expect(server.received[0]?.headers['api-key'] ?? server.received[0]?.path).toContain(SECRET)
  })

  const forms = [SECRET, `Bearer ${SECRET}`, encodeURIComponent(SECRET), btoa(`Bearer ${SECRET}`), SECRET.toUpperCase()]
  const trace = new RegExp(`${SECRET}|${btoa(`Bearer ${SECRET}`).slice(10, -4)}`, 'i')

  it.each(forms)('is in no result of a response that repeats it: %s', async (form) => {
    const url = `https://files.example/${form}.mp4?a=1&key=${form}`
    await using server = await startServer([
      json(accepted().replace('{', `{"${form}":"${form}",`)),
      json(inState(1, `,"url":"${url}","note":"${form}"`)),
    ])
    const events: ClientEvent[] = []
    const client = connectTo(server, { onEvent: (event) => events.push(event) })
    const submission = await client.submit('text-to-video', { prompt: 'a' })
    const snapshot = await client.read('video', submission.taskId)
    expect(seen([submission, snapshot, events])).not.toMatch(trace)
    const output = Object.values(snapshot.outputs).find((value) => String(value).startsWith('https://files.example/'))
    expect(await rejection(download(String(output)))).toMatchObject({ message: expect.stringContaining('contains a key') as string })
  })

  it('makes a task id that contains it unusable, and reports that', async () => {
    await using server = await startServer([json(accepted(`"task-${SECRET}"`)), json(accepted('"other-secret-0815"'))])
    const submit = async (client = connectTo(server)) => rejection(client.submit('text-to-video', { prompt: 'a' }, { retry: false }))
    const error = await submit()
    expect(error).toMatchObject({
      code: 'outcome-unknown',
      cause: { message: expect.stringContaining('contains a key: task-***') as string },
    })
    expect(await submit(connectTo(server, { mask: maskOf('other-secret-0815') }))).toMatchObject({ code: 'outcome-unknown' })
    expect(seen(error)).not.toMatch(trace)
  })

  it('is not in the error of a fetch that quotes its URL and headers', async () => {
    await using server = await startServer([json('{}')])
    const error = await rejection(connectTo(server, { table: IN_QUERY, fetch: quoting }).submit('text-to-video', { prompt: 'a' }))
    expect(error).toMatchObject({ code: 'outcome-unknown' })
    expect(seen(error)).not.toContain(SECRET)
  })

  it('may be of any length', async () => {
    const long = `eyJ${'aB3-_.'.repeat(1000)}`
    await using server = await startServer([json({ ErrMsg: `no such key: ${encodeURIComponent(long)} ${btoa(long)}` }, { status: 401 })])
    const error = await rejection(connectTo(server, { apiKey: long }).submit('text-to-video', { prompt: 'a' }))
    expect(error).toMatchObject({ code: 'http-status', message: expect.stringContaining('no such key: *** ***') as string })
    expect(server.received[0]?.headers['api-key']).toBe(long)
  })

  it('is not sent, and nothing is uncertain, if its header is invalid', async () => {
    await using server = await startServer([json(accepted())])
    const table: ProviderTable = { ...ACME_ONCE, auth: { in: 'header', name: 'api key', prefix: '' } }
    const error = await rejection(connectTo(server, { table }).submit('text-to-video', { prompt: 'a' }))
    expect(error).toMatchObject({ code: 'invalid-input', message: expect.stringContaining('"api key"') as string })
    expect(seen(error)).not.toContain(SECRET)
    expect(server.received).toHaveLength(0)
  })

  it('is requested before every request, if it is a function', async () => {
    await using server = await startServer([json(accepted()), json(finished)])
    let asked = 0
    const apiKey = async () => `sk-${(asked += 1)}`
    const client = connectTo(server, { apiKey })
    await client.start('text-to-video', { prompt: 'a' })
    expect(server.received.map(({ headers }) => headers['api-key'])).toEqual(['sk-1', 'sk-2'])
  })

  it('is waited for with a time limit', async () => {
    await using server = await startServer([json(accepted())])
    const client = connectTo(server, { apiKey: () => new Promise<string>(() => {}), timeoutMs: 30 })
    await expect(client.read('video', '41')).rejects.toThrow('returned no key in time')
    const failing = connectTo(server, { apiKey: () => Promise.reject(new Error('the vault is shut')) })
    await expect(failing.submit('text-to-video', {})).rejects.toMatchObject({
      code: 'configuration',
      cause: { message: 'the vault is shut' },
    })
    expect(server.received).toHaveLength(0)
  })

  it('is reported missing at once, with its variable and the page to get one', () => {
    expect(() => keyed(undefined)).toThrow(
      expect.objectContaining({
        code: 'configuration',
        message: 'No API key for Acme Video.',
        hint: expect.stringMatching(/ACME_API_KEY.*https:\/\/acme\.example\/keys/) as string,
      }),
    )
  })

  it('is refused, but not quoted, if it is invalid', () => {
    expect(() => keyed('two words\nand a line')).toThrow(
      expect.objectContaining({ code: 'configuration', message: expect.not.stringContaining('two words') as string }),
    )
  })
})
