import { expect, it } from 'vitest'
import * as ai302 from '../src/providers/302ai/index.gen.ts'
import * as acedata from '../src/providers/acedata/index.gen.ts'
import * as pixverse from '../src/providers/pixverse/index.gen.ts'
import { classify } from '../src/responses/classify-error.ts'

it.each([pixverse, acedata, ai302])('what small bundles leave out of errors changes nothing: %#', ({ provider, table }) => {
  const { codes, statuses } = table.errors
  const answers = [
    ...Object.keys(codes).flatMap((code) => [200, 400, 500].map((status) => ({ code, status }))),
    ...Object.keys(statuses).map((status) => ({ status: Number(status) })),
    ...[408, 418, 529].map((status) => ({ status })),
  ]
  const verdict = (rules: Parameters<typeof classify>[0]) =>
    answers.map((answer) => {
      const { class: kind, retry, billable } = classify(rules, answer)
      return [kind, retry, billable]
    })
  expect(verdict(provider.errors)).toEqual(verdict(table.errors))
})
