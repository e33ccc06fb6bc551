import { join } from 'node:path'
import { createInputValidator } from '@shotlist/codegen'
import { AnswerError, connect, InvalidInputError, type OperationSet } from '@shotlist/core'
import * as ai302 from '@shotlist/core/302ai'
import * as bareAi302 from '@shotlist/core/302ai/unchecked'
import * as acedata from '@shotlist/core/acedata'
import * as bareAcedata from '@shotlist/core/acedata/unchecked'
import * as pixverse from '@shotlist/core/pixverse'
import * as barePixverse from '@shotlist/core/pixverse/unchecked'
import { type Emulator, startEmulator } from '@shotlist/emulator'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { operationsOf } from './harness/operations-of.ts'
import { ROOT } from './harness/shotlist.ts'
import { ACEDATA_RULES } from './rules/acedata.ts'
import { ai302Rules } from './rules/ai302.ts'
import { pixverseRules } from './rules/pixverse.ts'

// Every rule of every document at every operation that has it: a valid request passes, and a request that breaks the rule is refused with
// the rule's own message, by the typed client before it sends anything, and by the check of manifests. The emulator refuses it too.

const PROVIDERS = [
  { id: 'pixverse', module: pixverse, unchecked: barePixverse, rules: pixverseRules },
  { id: 'acedata', module: acedata, unchecked: bareAcedata, rules: ACEDATA_RULES },
  { id: '302ai', module: ai302, unchecked: bareAi302, rules: ai302Rules },
]

const API_KEY = 'key-of-rules'
type Method = (input: unknown) => PromiseLike<unknown>
type Methods = Readonly<Record<string, Method>>

describe.each(PROVIDERS)('$id', ({ id, module, unchecked, rules: { rows, requests } }) => {
  const { operations, errors } = module.table
  const cases = rows.flatMap((row) =>
    Object.values(operations)
      .filter(({ name, messages }) => Object.values(messages).includes(row.text) && row.operations?.includes(name) !== false)
      .map(({ name }) => ({ name, expected: row.expected, bad: given({ ...requests[name], ...row.change }) })),
  )
  let emulator: Emulator
  let bare: Methods
  beforeAll(async () => {
    emulator = await startEmulator({ document: join(ROOT, 'specs', id, 'openapi.yaml'), unknownIds: 'accept' })
    bare = connect<Methods>(unchecked.provider, operationsOf(unchecked), { apiKey: API_KEY, baseUrl: emulator.url, retry: { attempts: 1 } })
  })
  afterAll(() => emulator.close())

  let sent = 0
  const client = connect<Methods>(module.provider, operationsOf(module), {
    apiKey: API_KEY,
    retry: { attempts: 1 },
    fetch: () => {
      sent += 1
      return Promise.reject(new TypeError('no server'))
    },
  })
  const methodOf = (methods: Methods, set: OperationSet, name: string): Method | undefined =>
    methods[Object.keys(set).find((method) => set[method]?.name === name) ?? '']
  const checked = (name: string) => methodOf(client, operationsOf(module), name)

  test('has a row for every rule', () => {
    const texts = Object.values(operations).flatMap(({ messages }) => Object.values(messages))
    expect(new Set(rows.map(({ text }) => text))).toEqual(new Set(texts))
  })

  test.each(Object.entries(requests))('%s: a valid request passes', async (name, request) => {
    expect(createInputValidator(emulator.model, name)(request)).toEqual([])
    if (operations[name]?.kind === 'upload') return
    const before = sent
    const thrown: unknown = await Promise.resolve(checked(name)?.(request)).catch((error: unknown) => error)
    expect(thrown).not.toBeInstanceOf(InvalidInputError)
    expect(sent).toBeGreaterThan(before)
  })

  test.each(cases)('$name: $expected', ({ name, expected, bad }) => {
    const issues = createInputValidator(emulator.model, name)(bad)
    expect(issues.map(({ message }) => message)).toContain(expected)
  })

  // Clients upload files by themselves and do not send an upload's fields directly.
  const sendable = cases.filter(({ name }) => operations[name]?.kind !== 'upload')
  test.each(sendable)('the client, $name: $expected', async ({ name, expected, bad }) => {
    const before = sent
    const thrown: unknown = await Promise.resolve(checked(name)?.(bad)).catch((error: unknown) => error)
    expect(thrown).toBeInstanceOf(InvalidInputError)
    expect((thrown as InvalidInputError).issues.map(({ message }) => message)).toContain(expected)
    expect(sent).toBe(before)
  })

  // If a path serves several operations, a request that is invalid for one may be valid for another.
  const alone = sendable.filter(({ name }) => {
    const { method, path } = operations[name] ?? {}
    return Object.values(operations).filter((one) => one.path === path && one.method === method).length === 1
  })
  test.each(alone)('the emulator, $name: $expected', async ({ name, bad }) => {
    const thrown: unknown = await Promise.resolve(methodOf(bare, operationsOf(unchecked), name)?.(bad)).catch((error: unknown) => error)
    expect(thrown).toBeInstanceOf(AnswerError)
    expect((thrown as AnswerError).class).toBe('invalid-request')
    expect(Object.keys(errors.codes)).toContain((thrown as AnswerError).providerCode)
  })
})

/** Without the fields that a row removes. */
function given(fields: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined))
}
