import type { KeyPlace, OperationTable } from '@shotlist/core/contract'
import type { DialectOperation, DialectProvider } from '../dialect/dialect.gen.ts'
import { parseDurationMs } from '../dialect/duration.ts'
import { parseExpression } from '../dialect/expression.ts'
import { child, type Place, textOf } from '../spec/place.ts'
import type { SpecDocument } from '../spec/spec-document.ts'

/** Where the key of an idempotent submission goes: a header's name, or an expression for another place. */
export function compileIdempotency(written: DialectProvider['idempotency'] | undefined): string | undefined {
  if (typeof written === 'string') return written === 'none' ? undefined : written
  // The rules read documents of any shape.
  if (typeof written?.at !== 'string') return undefined
  const parsed = parseExpression(written.at)
  const isHeader = !('problem' in parsed) && parsed.source === 'request-header' && written.format !== 'hex'
  return isHeader ? parsed.name : written.at
}

/** How long the provider remembers the key of a submission, in seconds, if the document says so. */
export function compileKeyLifetime(written: DialectProvider['idempotency'] | undefined): number | undefined {
  const lifetime = typeof written === 'object' ? parseDurationMs(textOf(written.lifetime)) : undefined
  return lifetime === undefined ? undefined : lifetime / 1000
}

/** The places of the key in the submissions of a named operation, besides a header that carries it as a UUID. */
export function compileKeys(spec: SpecDocument, entry: Place): OperationTable['keys'] {
  const { starts, charges } = entry.value as Partial<DialectOperation>
  if (starts === undefined && charges !== true) return undefined
  const idempotency = child(child(spec.root, 'x-provider'), 'idempotency')?.value as DialectProvider['idempotency'] | undefined
  const sent = child(child(child(child(spec.root, 'x-tasks'), textOf(starts)), 'lookup'), 'sent')?.value
  const isElsewhere = typeof idempotency === 'object' && compileIdempotency(idempotency)?.startsWith('$') === true
  const places: KeyPlace[] = isElsewhere ? [{ at: idempotency.at, format: idempotency.format === 'hex' ? 'hex' : 'uuid' }] : []
  if (typeof sent === 'string' && !places.some(({ at }) => at === sent)) places.push({ at: sent, format: 'uuid' })
  return places.length === 0 ? undefined : places
}

/** A value as the key is written, for schemas. */
const SAMPLES = { uuid: '0b0f6ce2-0b0f-4ce2-8b0f-0b0f6ce20b0f', hex: '0b0f6ce20b0f4ce28b0f0b0f6ce20b0f' } as const

/** The fields of the body that hold a key, with a sample. Users do not set them. */
export function keyFields(keys: OperationTable['keys'], places: OperationTable['places'] = {}): Readonly<Record<string, string>> {
  const fields = (keys ?? []).flatMap(({ at, format }) => {
    const parsed = parseExpression(at)
    if ('problem' in parsed || parsed.source !== 'request-body') return []
    const [, first = ''] = parsed.pointer.split('/')
    const direct = parsed.pointer === `/${first}` && !first.includes('~') ? first : undefined
    const name = Object.keys(places).find((field) => places[field]?.at === parsed.pointer) ?? direct
    return name === undefined ? [] : [[name, SAMPLES[format]] as const]
  })
  return Object.fromEntries(fields)
}

/** The names of the parameters that hold a key, in lower case. */
export function keyParameters(keys: OperationTable['keys']): string[] {
  return (keys ?? []).flatMap(({ at }) => {
    const parsed = parseExpression(at)
    return 'problem' in parsed || !('name' in parsed) ? [] : [parsed.name.toLowerCase()]
  })
}
