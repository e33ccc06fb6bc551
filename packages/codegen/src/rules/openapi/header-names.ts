import type { Issue } from '../../issues/issue.ts'
import { issueAt } from '../../spec/issue-at.ts'
import { splitPointer } from '../../spec/json-pointer.ts'
import { child, entries, items, type Place, textOf } from '../../spec/place.ts'
import type { Rule } from '../rule-context.ts'

/** A header's name by RFC 9110, section 5.1. */
const TOKEN = /^[!#$%&'*+.^`|~\w-]+$/

/** Headers for framing and delivery, which the HTTP library sets. */
const TRANSPORT =
  /^(?:connection|content-encoding|content-length|expect|host|keep-alive|proxy-.*|te|trailer|transfer-encoding|upgrade|via)$/i

/** Headers of parameters, API keys, trace ids and idempotency keys have names that HTTP allows. */
export const headerNames: Rule = function* ({ spec }) {
  const provider = child(spec.root, 'x-provider')
  // The dialect's schema checks the form of these.
  for (const key of ['trace', 'idempotency']) yield* ofTransport(child(provider, key))
  yield* keyHeader(provider)
  const ofOperations = spec.operations.flatMap(({ place }) => items(child(place, 'x-operations')))
  for (const holder of [provider, ...ofOperations])
    for (const [, header] of entries(child(holder, 'headers'))) yield* constant(header, provider)
  const schemes = child(child(spec.root, 'components'), 'securitySchemes')
  for (const [, written] of entries(schemes)) {
    const scheme = spec.sources.deref(written)
    if (child(scheme, 'type')?.value === 'apiKey' && child(scheme, 'in')?.value === 'header') yield* check(child(scheme, 'name'))
  }
  for (const place of spec.operations.flatMap(({ parameters }) => parameters)) {
    if (child(place, 'in')?.value === 'header') yield* check(child(place, 'name'))
  }
}

/** A key that is not written as a UUID has a header of its own: the header `trace` takes a fresh UUID on every request. */
function* keyHeader(provider: Place | undefined): Generator<Issue> {
  const place = child(child(provider, 'idempotency'), 'at')
  const header = /^\$request\.header\.(.+)$/.exec(textOf(place?.value))?.[1]
  if (place === undefined || header === undefined) return
  if (TRANSPORT.test(header)) yield* ofTransport({ ...place, value: header })
  const isHex = child(child(provider, 'idempotency'), 'format')?.value === 'hex'
  if (!isHex || textOf(child(provider, 'trace')?.value).toLowerCase() !== header.toLowerCase()) return
  yield issueAt(place, {
    code: 'header-name',
    message: `${header} takes a fresh UUID on every request (x-provider.trace), so it cannot carry the key as hex`,
  })
}

/** A document must not set a header that the client fills in itself. */
function* constant(header: Place, provider: Place | undefined): Generator<Issue> {
  const name = splitPointer(header.pointer).at(-1) ?? ''
  const filledIn = ['trace', 'idempotency'].find((key) => textOf(child(provider, key)?.value).toLowerCase() === name.toLowerCase())
  if (filledIn === undefined && !TRANSPORT.test(name) && !/^(?:authorization|content-type)$/i.test(name)) return
  yield issueAt(header, {
    code: 'header-name',
    message: `${name} is a header that is set automatically${filledIn === undefined ? '' : ` (x-provider.${filledIn})`}`,
    hint: 'remove it, or name the header that the provider reads',
    at: 'key',
  })
}

function* check(place: Place | undefined): Generator<Issue> {
  if (place === undefined || typeof place.value !== 'string') return
  const name = textOf(place.value)
  if (!TOKEN.test(name)) {
    yield issueAt(place, {
      code: 'header-name',
      message: `${JSON.stringify(name)} cannot be the name of a header`,
      hint: "a header's name has no spaces, line breaks, colons or other separators",
    })
  }
  yield* ofTransport(place)
}

function* ofTransport(place: Place | undefined): Generator<Issue> {
  if (place === undefined || !TRANSPORT.test(textOf(place.value))) return
  yield issueAt(place, {
    code: 'header-name',
    message: `${textOf(place.value)} is a header that HTTP sets itself`,
    hint: 'remove it, or name the header that the provider reads',
  })
}
