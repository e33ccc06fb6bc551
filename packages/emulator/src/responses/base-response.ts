import type { EndpointModel } from '@shotlist/codegen'
import type { Draft } from './draft.ts'
import { isObject, type Json, type JsonObject } from './json.ts'
import { sample } from './sample.ts'
import { branches } from './schema.ts'

const known = new WeakMap<EndpointModel, readonly Draft[]>()

/**
 * The successful response to start from: the first that `fits`, otherwise the first, otherwise an empty object. Candidates are the
 * document's example and one sample for each alternative of its schema.
 */
export function baseResponse(endpoint: EndpointModel, fits: (draft: Draft) => boolean = () => true): Draft {
  return baseResponses(endpoint, fits)[0]
}

/** The successful responses to start from, of each status one. The first is that of `baseResponse`. */
export function baseResponses(endpoint: EndpointModel, fits: (draft: Draft) => boolean): readonly [Draft, ...Draft[]] {
  const all = goodResponses(endpoint)
  const fitting = all.filter(fits)
  const [first, ...others] = fitting.length > 0 ? fitting : all
  if (first === undefined) return [{ status: 200, headers: {}, body: {}, schema: undefined }]
  const seen = new Set([first.status])
  const ofOtherStatuses = others.filter(({ status }) => !seen.has(status) && seen.add(status))
  return [copyDraft(first), ...ofOtherStatuses.map(copyDraft)]
}

/** The example of an error status in the document: under the status itself, under its class (`4XX`), or under `default`. */
export function errorBase(endpoint: EndpointModel | undefined, status: number): Draft | undefined {
  const described = endpoint?.answers ?? {}
  const key = [String(status), `${Math.floor(status / 100)}XX`, 'default'].find((one) => Object.hasOwn(described, one))
  return key === undefined ? undefined : drafts(status, described[key] ?? {})[0]
}

/** Copies a draft, so that writing to the copy leaves the original unchanged. */
export function copyDraft(draft: Draft): Draft {
  return { ...draft, headers: { ...draft.headers }, body: structuredClone(draft.body) }
}

/** Cached per endpoint. Callers copy a draft before they write to it. */
function goodResponses(endpoint: EndpointModel): readonly Draft[] {
  const made = known.get(endpoint)
  if (made !== undefined) return made
  const good = Object.entries(endpoint.answers).filter(([status]) => status.startsWith('2'))
  const all = good.flatMap(([status, response]) => drafts(/^\d{3}$/.test(status) ? Number(status) : 200, response))
  known.set(endpoint, all)
  return all
}

function drafts(status: number, response: EndpointModel['answers'][string]): Draft[] {
  const { schema, example } = response
  const bodies: (Json | undefined)[] = []
  if (example !== undefined) bodies.push(structuredClone(example) as Json)
  if (schema !== undefined) {
    bodies.push(sample(schema, schema))
    for (const branch of branches(schema)) bodies.push(sample(branch, schema))
  }
  const usable = bodies.filter((body) => body !== undefined)
  return (usable.length > 0 ? usable : [undefined]).map((body) => ({ status, headers: {}, body, schema }))
}

/** Fields that are never copied from the request, because the response sets their values itself. */
const NEVER_ECHOED = new Set(['id', 'ids', 'status', 'state', 'url', 'code', 'message', 'success', 'action'])

/** Copies the request's fields into the body's fields of the same name and type, at any depth. Lists and objects are left alone. */
export function echoRequest(body: Json | undefined, fields: JsonObject): void {
  if (Array.isArray(body)) {
    for (const item of body) echoRequest(item, fields)
    return
  }
  if (!isObject(body)) return
  for (const [name, value] of Object.entries(body)) {
    const given = Object.hasOwn(fields, name) ? fields[name] : undefined
    if (given !== undefined && !NEVER_ECHOED.has(name) && kindOf(given) !== undefined && kindOf(given) === kindOf(value)) body[name] = given
    else if (typeof value === 'object') echoRequest(value, fields)
  }
}

function kindOf(value: Json): string | undefined {
  if (typeof value === 'bigint') return 'number'
  return typeof value === 'object' ? undefined : typeof value
}
