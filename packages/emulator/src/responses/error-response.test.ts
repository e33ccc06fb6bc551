import { expect, it } from 'vitest'
import type { ErrorRules } from '../documents/terms.ts'
import { codeFor, errorResponse } from './error-response.ts'

const RULE = { meaning: 'x', retry: false, billable: false } as const
const ENVELOPE: ErrorRules = {
  envelope: { ok: { at: ['$response.body#/ErrCode'], equals: 0 } },
  code: ['$response.body#/ErrCode', '$response.body#/err_code'],
  message: ['$response.body#/ErrMsg'],
  codes: { '500044': { ...RULE, class: 'busy' }, '500052': { ...RULE, class: 'moderation', status: 500 } },
  statuses: {},
}
const STATUSES: ErrorRules = {
  code: ['$response.body#/error/code'],
  message: ['$response.body#/error/message'],
  codes: { too_many: { ...RULE, class: 'rate-limit', status: 429 } },
  statuses: { '418': { ...RULE, class: 'quota' } },
}

it('reports errors inside HTTP 200 with the type of code that the envelope compares', () => {
  const draft = errorResponse(ENVELOPE, undefined, { class: 'busy', message: 'wait' })
  expect([draft.status, draft.body]).toEqual([200, { ErrCode: 500044, ErrMsg: 'wait' }])
})

it('makes the envelope an error even if the document has no code for the class', () => {
  expect(errorResponse(ENVELOPE, undefined, { class: 'auth', message: 'who' }).body).toEqual({ ErrCode: 401, ErrMsg: 'who' })
})

it('uses the status of the code', () => {
  expect(errorResponse(ENVELOPE, undefined, { class: 'moderation', message: 'no' }).status).toBe(500)
})

it('writes the error at the places the document reads', () => {
  const draft = errorResponse(STATUSES, undefined, { class: 'rate-limit', message: 'slower' })
  expect([draft.status, draft.body]).toEqual([429, { error: { code: 'too_many', message: 'slower' } }])
})

it('uses a bare status if no code has the class, and the neighbouring class for busy', () => {
  expect(codeFor(STATUSES, { class: 'quota' })).toEqual({ code: '418', status: 418 })
  expect(codeFor(STATUSES, { class: 'busy' })).toEqual({ code: 'too_many', status: 429 })
  expect(codeFor(STATUSES, { class: 'auth' })).toEqual({ code: '401', status: 401 })
})

it('starts from the document’s own example of the error', () => {
  const endpoint = {
    operationId: 'x',
    method: 'post',
    path: '/x',
    names: [],
    parameters: [],
    bodies: {},
    bodyRequired: false,
    answers: { '4XX': { example: { error: { code: 'a', message: 'b' }, trace: 't' } } },
  }
  expect(errorResponse(STATUSES, endpoint, { class: 'rate-limit', message: 'slower' }).body).toEqual({
    error: { code: 'too_many', message: 'slower' },
    trace: 't',
  })
})
