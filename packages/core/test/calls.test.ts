import { describe, expect, it } from 'vitest'
import type { ClientEvent, ProviderTable } from '../src/index.ts'
import { ACME, ACME_ONCE, accepted } from './acme.ts'
import { connectTo, rejection } from './connect-to.ts'
import { drop, json, startServer } from './scripted-server.ts'

describe('call', () => {
  it('sends a query with constant fields in the URL, and retries it', async () => {
    await using server = await startServer([drop, json('{"ErrCode":0,"Resp":[9007199254740993]}')])
    expect(await connectTo(server).call('voices', { page: 2 })).toEqual({ outputs: {}, body: { ErrCode: 0, Resp: ['9007199254740993'] } })
    expect(server.received[1]?.path).toBe('/v1/voices?page=2&size=10')
  })

  it('does not repeat an operation that charges', async () => {
    await using server = await startServer([drop, json('{"ErrCode":0,"Resp":{"mask_id":"m1"}}')])
    expect((await connectTo(server).call('mask', {})).outputs).toEqual({ mask_id: 'm1' })
    expect(server.received[0]?.headers['ai-trace-id']).toBe(server.received[1]?.headers['ai-trace-id'])
    await using other = await startServer([drop])
    expect(await rejection(connectTo(other, { table: ACME_ONCE }).call('mask', {}))).toMatchObject({ code: 'outcome-unknown' })
    expect(other.received).toHaveLength(1)
  })

  it('names the method for the kind of operation', async () => {
    await using server = await startServer([json('{}')])
    await expect(connectTo(server).call('text-to-video', {})).rejects.toThrow('acme/text-to-video is of kind task')
    await expect(connectTo(server).submit('voices', {})).rejects.toThrow('acme/voices is of kind query')
    await expect(connectTo(server).call('song', {})).rejects.toThrow('There is no operation named "song"')
    expect(server.received).toHaveLength(0)
  })
})

describe('balance', () => {
  it('sums the amounts that the document names', async () => {
    await using server = await startServer([json('{"ErrCode":0,"Resp":{"monthly":100,"package":23}}')])
    expect(await connectTo(server).balance()).toEqual({ amount: 123, unit: 'credit' })
  })

  it.each([
    ['{"ErrCode":0,"Resp":{"monthly":0}}', 0],
    ['{"ErrCode":0,"Resp":{"package":23}}', 23],
    ['{"ErrCode":0,"Resp":{}}', undefined],
    ['{"ErrCode":0}', undefined],
  ])('is what there is of it: %s', async (body, amount) => {
    await using server = await startServer([json(body)])
    expect((await connectTo(server).balance())?.amount).toBe(amount)
  })

  it('is undefined if no operation reports it', async () => {
    await using server = await startServer([json('{}')])
    const { balance: _, ...operations } = ACME_ONCE.operations
    expect(await connectTo(server, { table: { ...ACME_ONCE, operations } }).balance()).toBeUndefined()
  })
})

describe('a value that an open list does not hold', () => {
  it('is sent unchanged, and emits an event', async () => {
    await using server = await startServer([json(accepted())])
    const events: ClientEvent[] = []
    const operation = ACME.operations['text-to-video']
    const table = {
      ...ACME,
      operations: { ...ACME.operations, 'text-to-video': { ...operation, openEnums: { '/model': ['v5', 'v6'] } } },
    } as ProviderTable
    await connectTo(server, { table, onEvent: (event) => events.push(event) }).submit('text-to-video', { model: 'v9' })
    expect(events.map(({ type }) => type)).toEqual(['unlisted-value', 'request', 'answer'])
    expect(events[0]).toEqual({ type: 'unlisted-value', operation: 'text-to-video', pointer: '/model', value: 'v9' })
    expect(server.received[0]?.body).toContain('"model":"v9"')
  })
})

describe('onEvent', () => {
  it('is called for tries, responses and retries; its errors are ignored', async () => {
    await using server = await startServer([drop, json(accepted())])
    const events: ClientEvent[] = []
    const onEvent = (event: ClientEvent) => {
      events.push(event)
      throw new Error('the log is full')
    }
    const { traceId } = await connectTo(server, { onEvent }).submit('text-to-video', {})
    const facts = { operation: 'text-to-video', method: 'POST', url: `${server.url}/v1/videos`, traceId }
    expect(events).toMatchObject([
      { type: 'request', attempt: 1, ...facts },
      { type: 'retry', attempt: 1, code: 'network', ...facts },
      { type: 'request', attempt: 2, ...facts },
      { type: 'answer', attempt: 2, status: 200, ...facts },
    ])
  })
})
