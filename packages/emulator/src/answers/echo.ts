import { isObject, type Json, type JsonObject } from './json.ts'

/** Fields whose values an answer makes itself, though requests may have fields of the same name. */
const neverEchoed = new Set(['id', 'ids', 'status', 'state', 'url', 'code', 'message', 'success', 'action'])

/** Copies the request's fields into the answer's fields of the same name and type, at any depth. Lists and objects are left alone. */
export function echoRequest(answer: Json | undefined, fields: JsonObject): void {
  if (Array.isArray(answer)) {
    for (const item of answer) echoRequest(item, fields)
    return
  }
  if (!isObject(answer)) return
  for (const [name, value] of Object.entries(answer)) {
    const given = Object.hasOwn(fields, name) ? fields[name] : undefined
    if (given !== undefined && !neverEchoed.has(name) && kindOf(given) !== undefined && kindOf(given) === kindOf(value))
      answer[name] = given
    else if (typeof value === 'object') echoRequest(value, fields)
  }
}

function kindOf(value: Json): string | undefined {
  if (typeof value === 'bigint') return 'number'
  return typeof value === 'object' ? undefined : typeof value
}
