import type { DialectTask } from '../../dialect/dialect.gen.ts'
import { defined } from '../../issues/defined.ts'
import type { RuleContext } from '../../rules/rule-context.ts'
import { child, textOf } from '../../spec/place.ts'
import type { SpecOperation } from '../../spec/spec-document.ts'
import type { Confidence, Note } from '../proposal.ts'
import { isIdName, type Media, wordsOf } from '../words.ts'
import { type AnswerField, answerFields, fieldsBelow } from './answer-fields.ts'
import { bytesOf } from './file-answers.ts'
import type { FoundTask } from './find-tasks.ts'
import { type FoundOutputs, findOutputs } from './outputs.ts'
import { pathWords } from './pair-evidence.ts'

/** A part of a task's description, with its reason. */
export type Found<Part> = { readonly part: Part; readonly note: Omit<Note, 'at'> }

/** The request that stops a task: a path that ends in `cancel`, or a DELETE that says so. */
export function findCancel({ read, parameter }: FoundTask, { spec }: RuleContext): Found<NonNullable<DialectTask['cancel']>> | undefined {
  for (const operation of spec.operations) {
    if (parameter.in !== 'path' || !operation.path.startsWith(`${upTo(read.operation.path, parameter.name)}`)) continue
    const rest = operation.path.slice(upTo(read.operation.path, parameter.name).length)
    const texts = ['summary', 'description', 'operationId'].map((key) => textOf(child(operation.place, key)?.value ?? '')).join(' ')
    const isNamed = /^\/(cancel|abort|stop|terminate)$/.test(rest) && ['POST', 'PUT', 'DELETE'].includes(operation.method)
    const isDelete = operation.method === 'DELETE' && rest === '' && /\b(cancel|abort|stop)/i.test(texts)
    if (!isNamed && !isDelete) continue
    const confidence: Confidence = isNamed ? 'high' : 'medium'
    const why = isNamed ? `${operation.method} ${operation.path}` : `${operation.method} ${operation.path} says that it cancels`
    return { part: { operation: textOf(operation.operationId), id: `$request.path.${parameter.name}` }, note: { confidence, why } }
  }
  return undefined
}

function upTo(path: string, name: string): string {
  const hole = `{${name}}`
  return path.slice(0, path.indexOf(hole) + hole.length)
}

/** The list of tasks, if its items hold what a single read does. */
export function findRecent(task: FoundTask, context: RuleContext): Found<NonNullable<DialectTask['recent']>> | undefined {
  const { read, parameter, state } = task
  if (parameter.in !== 'path') return undefined
  const collection = read.operation.path.slice(0, read.operation.path.indexOf(`/{${parameter.name}}`))
  const list = context.spec.operations.find(({ method, path }) => method === 'GET' && path === collection)
  if (list === undefined || collection.includes('{') || list.parameters.some((place) => child(place, 'required')?.value === true))
    return undefined
  const whole = answerFields(list, context)
  for (const items of whole.filter(({ types, segments }) => types.includes('array') && segments.length <= 2)) {
    const fields = fieldsBelow(items)
      .filter(({ segments }) => segments[0] === '0')
      .map((field) => Object.assign({}, field, { pointer: field.pointer.slice('/0'.length) }))
    const id = fields.find(({ pointer }) => pointer === idIn(read.fields, task)?.pointer)
    const raw = state?.raw?.replace('$response.body#', '')
    if (id === undefined || !fields.some(({ pointer }) => pointer === raw)) continue
    const request = fields.find(({ name, segments, types }) => segments.length === 2 && name === 'request' && types.includes('object'))
    const created = fields.find(
      ({ name, segments }) => segments.length === 2 && /^(created(_at|_time)?|create_time|submitted_at)$/.test(name),
    )
    return {
      part: {
        operation: textOf(list.operationId),
        items: `$response.body#${items.pointer}`,
        item_id: `$response.body#${id.pointer}`,
        ...defined({
          request: request === undefined ? undefined : `$response.body#${request.pointer}`,
          created_at: created === undefined ? undefined : `$response.body#${created.pointer}`,
        }),
      },
      note: { confidence: 'medium', why: `GET ${collection} lists tasks; that the newest come first is a guess` },
    }
  }
  return undefined
}

/** The task's own id in the response of its read. */
function idIn(fields: readonly AnswerField[], { submits, parameter }: FoundTask): AnswerField | undefined {
  const names = [...submits.map(({ id }) => id.pointer), `/${parameter.name}`, '/id']
  return names.map((pointer) => fields.find((field) => field.pointer === pointer)).find((field) => field !== undefined)
}

/** Where the files are, if the read has none: another request, or an address with the bytes. */
export function findResult(
  task: FoundTask,
  spoken: Media | undefined,
  context: RuleContext,
): { readonly result: NonNullable<DialectTask['result']>; readonly found: FoundOutputs } | FoundOutputs | undefined {
  const { read, parameter } = task
  const { path } = read.operation
  const below = parameter.in === 'path' ? upTo(path, parameter.name) : undefined
  const others = context.spec.operations.filter((operation) => operation.method === 'GET' && operation !== read.operation)
  for (const operation of others) {
    if (below === undefined || !isAboutFile(operation, { below, path, name: parameter.name })) continue
    const bytes = bytesOf(operation, context)
    const id = idIn(read.fields, task)
    const hole = `{${parameter.name}}`
    if (bytes !== undefined && id !== undefined && operation.path.split('{').length === 2) {
      const from = operation.path.replace(hole, `{$response.body#${id.pointer}}`)
      const why = `GET ${operation.path} answers the bytes of the file; that it needs the API key is a guess`
      return { outputs: { [`${bytes}_url`]: { from, type: bytes, auth: true } }, isKindKnown: true, confidence: 'medium', why }
    }
    const found = bytes === undefined && operation.path !== path ? findOutputs(answerFields(operation, context), spoken) : undefined
    if (found === undefined) continue
    return { result: { operation: textOf(operation.operationId), id: `$request.path.${parameter.name}`, outputs: found.outputs }, found }
  }
  return byFileId(task, others, spoken, context)
}

type Around = { readonly below: string; readonly path: string; readonly name: string }

/** Whether an operation takes the id of the task, and is below its read or, beside it, about files. */
function isAboutFile(operation: SpecOperation, { below, path, name }: Around): boolean {
  if (operation.path === below || operation.path.startsWith(`${below}/`)) return true
  const words = pathWords(operation.path)
  const isNear = operation.path.split('/')[1] === path.split('/')[1] && operation.path.includes(`{${name}}`)
  return isNear && words.some((word) => /^(content|download|file|output|result)s?$/.test(word)) && !words.includes('input')
}

/** The read may name a file by its id, and another request its address. */
function byFileId(
  { read, submits }: FoundTask,
  others: readonly SpecOperation[],
  spoken: Media | undefined,
  context: RuleContext,
): { readonly result: NonNullable<DialectTask['result']>; readonly found: FoundOutputs } | undefined {
  const ids = read.fields.filter(
    ({ name, pointer }) =>
      /(file|asset|output|video|image|audio|media)_id$/.test(name) && !submits.some(({ id }) => id.pointer === pointer),
  )
  for (const value of ids) {
    for (const operation of others) {
      const parameter = operation.parameters
        .map((place) => ({ name: textOf(child(place, 'name')?.value), in: textOf(child(place, 'in')?.value) }))
        .find((one) => isIdName(one.name))
      if (parameter === undefined || wordsOf(parameter.name).join('_') !== value.name) continue
      const found = findOutputs(answerFields(operation, context), spoken)
      if (found === undefined) continue
      const result = {
        operation: textOf(operation.operationId),
        id: `$request.${parameter.in}.${parameter.name}`,
        value: `$response.body#${value.pointer}`,
        outputs: found.outputs,
      }
      return { result, found }
    }
  }
  return undefined
}
