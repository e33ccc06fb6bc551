import { expect, test } from 'vitest'
import dialect from '../../packages/codegen/schema/dialect.schema.json' with { type: 'json' }
import { ERROR_CLASSES as OF_CODEGEN } from '../../packages/codegen/src/dialect/error-classes.ts'
import { POLICY_KEYS } from '../../packages/codegen/src/emit/manifest-schema/job-keys.ts'
import { COMMON_STATUSES } from '../../packages/codegen/src/ir/compile-errors.ts'
import { DEFAULT_POLL } from '../../packages/codegen/src/ir/compile-model.ts'
import { ERROR_CLASSES } from '../../packages/core/src/contract/errors.ts'
import { classify } from '../../packages/core/src/responses/classify-error.ts'
import { isPermanent, RETRY_CLASSES } from '../../packages/runner/src/errors/failure-classes.ts'
import { RETRIES, WAITS } from '../../packages/runner/src/errors/retries.ts'

function sorted(names: Iterable<unknown>): unknown[] {
  return [...names].map(String).toSorted()
}

test('every package has the error classes of the one table', () => {
  const passing = Object.entries(ERROR_CLASSES).map(([name, { passes }]) => [name, passes])
  expect(Object.entries(OF_CODEGEN).map(([name, { passes }]) => [name, passes])).toEqual(passing)
  expect(sorted(dialect.$defs.errorClass.enum)).toEqual(sorted(Object.keys(ERROR_CLASSES)))
})

test('`retries` of a manifest may name every class, and gives hopeless ones none', () => {
  const named = POLICY_KEYS.retries['properties'] as Readonly<Record<string, { readonly const?: number }>>
  expect(sorted(Object.keys(named))).toEqual(sorted(RETRY_CLASSES))
  expect(RETRY_CLASSES.filter((name) => named[name]?.const === 0)).toEqual(RETRY_CLASSES.filter(isPermanent))
})

test('a status has the same meaning in core and in a document that does not define it', () => {
  const statuses = Object.keys(COMMON_STATUSES).map(Number)
  const ofCore = statuses.map((status) => [status, classify({ codes: {}, statuses: {} }, { status })])
  expect(ofCore).toEqual(
    statuses.map((status) => {
      const { class: kind, retry, billable } = COMMON_STATUSES[status] ?? {}
      return [status, { class: kind, retry, billable }]
    }),
  )
})

test('a run and a client poll a task equally often, if the document does not say how often', () => {
  expect(DEFAULT_POLL).toMatchObject(WAITS.poll)
})

test('the description of `retries` names the default', () => {
  expect(POLICY_KEYS.retries['description']).toContain(`otherwise ${RETRIES.job} in all`)
})
