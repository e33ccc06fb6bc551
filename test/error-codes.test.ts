import { join } from 'node:path'
import { AnswerError, OutcomeUnknownError } from '@shotlist/core'
import * as ai302 from '@shotlist/core/302ai'
import * as acedata from '@shotlist/core/acedata'
import * as pixverse from '@shotlist/core/pixverse'
import { type Emulator, type Fault, startEmulator } from '@shotlist/emulator'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ROOT } from './harness/shotlist.ts'

// The client reads every error code and HTTP status of every document, as sent by the emulator in the document's own shape, with the
// document's meaning.

const KEY = 'key-of-errors'
const ONCE = { attempts: 1 }
const PROVIDERS = [
  { id: 'pixverse', module: pixverse },
  { id: 'acedata', module: acedata },
  { id: '302ai', module: ai302 },
] as const

describe.each(PROVIDERS)('$id', ({ id, module }) => {
  const { codes, statuses } = module.table.errors
  let emulator: Emulator
  let submit: () => Promise<unknown>
  beforeAll(async () => {
    emulator = await startEmulator({ document: join(ROOT, 'specs', id, 'openapi.yaml'), keys: [KEY] })
    const example = emulator.model.operations['text-to-video']?.example ?? {}
    const { engine } = module.createClient({ apiKey: KEY, baseUrl: emulator.url, retry: ONCE })
    submit = () => engine.submit('text-to-video', example)
  })
  afterAll(() => emulator.close())

  async function errorWith(fault: Fault): Promise<AnswerError> {
    emulator.setFaults([fault])
    const thrown: unknown = await submit().catch((error: unknown) => error)
    const refused = thrown instanceof OutcomeUnknownError ? thrown.cause : thrown
    expect(refused).toBeInstanceOf(AnswerError)
    return refused as AnswerError
  }

  test('each explains what happened and what to do', () => {
    const rules = [...Object.entries(codes), ...Object.entries(statuses)]
    expect(rules.filter(([, { meaning, hint }]) => meaning === '' || hint === undefined || hint === '').map(([code]) => code)).toEqual([])
  })

  test.each(Object.keys(codes))('code %s', async (code) => {
    const rule = codes[code]
    const error = await errorWith({ on: 'submit', kind: 'error', code, message: 'the message of the provider' })
    expect(error).toMatchObject({
      providerCode: code,
      providerMessage: 'the message of the provider',
      class: rule?.class,
      meaning: rule?.meaning,
      hint: rule?.hint,
      retryable: rule?.retry,
      billable: rule?.billable,
      status: rule?.status,
    })
    expect(error.message).toContain(code)
    expect(JSON.stringify(error)).not.toContain(KEY)
  })

  test.each(Object.keys(statuses))('HTTP status %s', async (status) => {
    const rule = statuses[status]
    const error = await errorWith({ on: 'submit', kind: 'status', status: Number(status) })
    expect(error).toMatchObject({ status: Number(status), class: rule?.class, retryable: rule?.retry, billable: rule?.billable })
  })
})
