import type { DialectOutput, DialectTask } from '../../dialect/dialect.gen.ts'
import { parseExpression } from '../../dialect/expression.ts'
import { isFileBody } from '../../ir/candidates.ts'
import { closedValues } from '../../ir/schema/listed-values.ts'
import { mayHold } from '../../ir/schema/may-hold.ts'
import type { Issue } from '../../issues/issue.ts'
import { issueAt } from '../../spec/issue-at.ts'
import { splitPointer } from '../../spec/json-pointer.ts'
import { child, entries, isObject, items, type Place, textOf } from '../../spec/place.ts'
import type { SpecOperation } from '../../spec/spec-document.ts'
import { answerSchema } from '../answer-schema.ts'
import type { Rule, RuleContext } from '../rule-context.ts'

/** What is read from the response of each of these operations. */
type Reading = {
  /** The expression, or the list of candidates. */
  readonly place: Place
  readonly operations: readonly SpecOperation[]
  /** JSON types of which one must be possible. Absent: any. */
  readonly types?: readonly string[]
  /** The values that the document compares with. */
  readonly values?: readonly Place[]
  /** Whether responses with the status of an error are read too: rules over the status say that they tell of a task. */
  readonly everyStatus?: boolean
}

const TEXT = ['string']
const NUMBER = ['number', 'integer', 'string']
const TEXT_OR_NUMBER = ['string', 'integer', 'number']
const TYPES: Readonly<Record<string, readonly string[]>> = {
  video: TEXT,
  image: TEXT,
  audio: TEXT,
  id: TEXT_OR_NUMBER,
  number: NUMBER,
}

/**
 * What the document reads from a response, its schema allows: outputs, states, times, charges and balances. Otherwise the emulator would
 * rehearse a result that the provider cannot answer, and the real run would pay for a file that is never found.
 */
export const answerPlaces: Rule = function* (context) {
  const known = { good: new Map<SpecOperation, unknown>(), every: new Map<SpecOperation, unknown>() }
  for (const reading of readings(context)) {
    const schemas = reading.everyStatus === true ? known.every : known.good
    for (const operation of reading.operations) {
      if (!schemas.has(operation)) schemas.set(operation, answerSchema(operation, context, reading.everyStatus))
      const issue = readingIssue(reading, { operation, schema: schemas.get(operation) })
      if (issue !== undefined) yield issue
    }
  }
}

function readingIssue(reading: Reading, { operation, schema }: { operation: SpecOperation; schema: unknown }): Issue | undefined {
  const pointers = expressionsOf(reading.place).map((text) => pointerInto(text))
  if (schema === undefined || pointers.length === 0) return undefined
  // A header, the status, and what other rules refuse, can hold anything.
  if (pointers.includes(undefined)) return undefined
  const found = pointers.flatMap((pointer) => mayHold(schema, splitPointer(pointer as string)))
  const name = textOf(operation.operationId)
  if (found.length === 0) {
    const places = pointers.map((pointer) => textOf(pointer)).join(', ')
    return issueAt(reading.place, {
      code: 'never-answered',
      message: `the response of ${name} never has ${places}: its schema declares no such field, and allows no other`,
      hint: 'correct the expression, or declare the field in the schema of the response',
    })
  }
  const { types } = reading
  if (types !== undefined && !found.some((one) => fitsTypes(one, types))) {
    return issueAt(reading.place, {
      code: 'answer-type',
      message: `the response of ${name} has ${typesOf(found).join(' or ')} here, and ${types.join(' or ')} is needed`,
    })
  }
  const listed = found.map(closedValues)
  if (listed.includes(undefined)) return undefined
  const known = new Set(listed.flatMap((values) => (values ?? []).map(textOf)))
  const strange = (reading.values ?? []).find((value) => value.value !== null && !known.has(textOf(value.value)))
  return strange === undefined
    ? undefined
    : issueAt(strange, {
        code: 'never-answered',
        message: `the response of ${name} never has ${JSON.stringify(strange.value)} here: its schema allows ${[...known].join(', ')}`,
        hint: 'correct the value, add it to the schema, or mark the schema with x-open-enum',
      })
}

function expressionsOf(place: Place): readonly unknown[] {
  return Array.isArray(place.value) ? place.value : [place.value]
}

function pointerInto(text: unknown): string | undefined {
  const parsed = typeof text === 'string' ? parseExpression(text) : { problem: '' }
  return 'problem' in parsed || parsed.source !== 'response-body' ? undefined : parsed.pointer
}

function fitsTypes(schema: unknown, types: readonly string[]): boolean {
  const own = declaredTypes(schema)
  return own.length === 0 || own.some((type) => types.includes(type))
}

function declaredTypes(schema: unknown): string[] {
  if (!isObject(schema)) return []
  const { type } = schema
  return (Array.isArray(type) ? type : [type]).filter((one): one is string => typeof one === 'string')
}

function typesOf(schemas: readonly unknown[]): string[] {
  return [...new Set(schemas.flatMap(declaredTypes))]
}

function* readings(context: RuleContext): Generator<Reading> {
  const { spec } = context
  const byId = (id: unknown) => spec.operations.filter(({ operationId }) => operationId !== undefined && operationId === id)
  for (const [kind, task] of entries(child(spec.root, 'x-tasks'))) {
    const starting = context.named.filter(({ written }) => written.starts === kind).map(({ operation }) => operation)
    yield* at(task, 'id' satisfies keyof DialectTask, { operations: starting, types: TEXT_OR_NUMBER })
    yield* at(task, 'charged', { operations: starting, types: NUMBER })
    const read = byId(child(child(task, 'read'), 'operation')?.value)
    const result = child(task, 'result')
    const ofRead = { operations: read, everyStatus: judgeStatus(child(child(task, 'state'), 'rules')) }
    const ofResult = { operations: byId(child(result, 'operation')?.value), everyStatus: judgeStatus(child(result, 'rules')) }
    yield* at(child(task, 'state'), 'raw', ofRead)
    yield* ruleReadings(child(child(task, 'state'), 'rules'), ofRead)
    yield* at(result, 'value', { ...ofRead, types: TEXT_OR_NUMBER })
    yield* at(result, 'submitted', { operations: starting, types: TEXT_OR_NUMBER })
    yield* ruleReadings(child(result, 'rules'), ofResult)
    // With rules of the result, either response may hold the reason.
    if (child(result, 'rules') === undefined) for (const key of ['code', 'message']) yield* at(child(task, 'failure'), key, ofRead)
    yield* at(task, 'credits', { ...ofRead, types: NUMBER })
    yield* outputReadings(child(task, 'outputs'), read)
    yield* outputReadings(child(result, 'outputs'), ofResult.operations)
  }
  for (const { entry, operation } of context.named) {
    yield* outputReadings(child(entry, 'outputs'), [operation])
    yield* at(entry, 'charged', { operations: [operation], types: NUMBER })
    for (const place of items(child(child(entry, 'balance'), 'sum'))) yield { place, operations: [operation], types: NUMBER }
  }
}

/** Whether rules decide by the HTTP status. */
function judgeStatus(rules: Place | undefined): boolean {
  return items(rules).some((rule) => expressionsOf(child(rule, 'at') ?? rule).includes('$statusCode'))
}

function* ruleReadings(rules: Place | undefined, reading: Pick<Reading, 'operations' | 'everyStatus'>): Generator<Reading> {
  for (const rule of items(rules)) {
    const equals = child(rule, 'equals')
    yield* at(rule, 'at', { ...reading, values: equals === undefined ? items(child(rule, 'in')) : [equals] })
  }
}

function* outputReadings(outputs: Place | undefined, operations: readonly SpecOperation[]): Generator<Reading> {
  for (const [, output] of entries(outputs)) {
    if (isFileBody(output.value as DialectOutput | null)) continue
    const types = TYPES[textOf(child(output, 'type')?.value)]
    yield* at(output, 'from', types === undefined ? { operations } : { operations, types })
  }
}

function* at(parent: Place | undefined, key: string, reading: Omit<Reading, 'place'>): Generator<Reading> {
  const place = child(parent, key)
  if (place !== undefined) yield { place, ...reading }
}
