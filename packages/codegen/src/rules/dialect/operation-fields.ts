import { mediaTypes } from '../../ir/media-types.ts'
import type { Issue } from '../../issues/issue.ts'
import { didYouMean } from '../../issues/suggest.ts'
import { propertiesInPlace } from '../../spec/in-place.ts'
import { issueAt } from '../../spec/issue-at.ts'
import { child, entries, isObject, type Place, textOf } from '../../spec/place.ts'
import type { NamedOperation, Rule, RuleContext } from '../rule-context.ts'

/** The path, query and body fields form one input object: their names are unique, and headers that the dialect sets are not fields. */
export const operationFields: Rule = function* (context) {
  const provider = child(context.spec.root, 'x-provider')
  const filledIn = new Map(
    ['trace', 'idempotency'].flatMap((key) => {
      const name = child(provider, key)?.value
      return typeof name === 'string' && name !== 'none' ? [[name.toLowerCase(), key] as const] : []
    }),
  )
  for (const { parameters } of context.spec.operations) {
    for (const place of parameters) {
      const key = child(place, 'in')?.value === 'header' ? filledIn.get(textOf(child(place, 'name')?.value).toLowerCase()) : undefined
      if (key === undefined) continue
      const message = `${textOf(child(place, 'name')?.value)} is set automatically (x-provider.${key})`
      yield issueAt(place, { code: 'header-filled-in', message, hint: 'remove it from the parameters' })
    }
  }
  for (const one of context.named) {
    yield* collisions(one, context)
    yield* canonicalNames(one)
    const webhook = child(one.entry, 'webhook_field')
    if (webhook !== undefined && !one.fields.has(textOf(webhook.value))) {
      const message = `${textOf(one.written.name)} has no field ${textOf(webhook.value)}`
      yield issueAt(webhook, { code: 'unknown-field', message, hint: didYouMean(textOf(webhook.value), one.fields.keys()) })
    } else if (webhook !== undefined) yield* signedCallback(one, webhook, context)
  }
}

/** A run writes its address into the field of a signed webhook only if the document says that the field takes one. */
function* signedCallback({ fields, written }: NamedOperation, webhook: Place, { spec }: RuleContext): Generator<Issue> {
  const rules = entries(child(spec.root, 'webhooks')).flatMap(([, item]) =>
    entries(spec.sources.deref(item)).map(([, operation]) => child(operation, 'x-webhook')),
  )
  const isSigned = rules.some((rule) => child(rule, 'task')?.value === written.starts && child(rule, 'signature') !== undefined)
  const field = fields.get(textOf(webhook.value))
  if (!isSigned || !isObject(field) || field['type'] !== 'string' || field['x-canonical'] === 'callback') return
  yield issueAt(webhook, {
    code: 'webhook-field',
    severity: 'warning',
    message: `${textOf(webhook.value)} does not say that it takes a URL, so a run never writes its own into it`,
    hint: 'add `x-canonical: callback` to the field, unless it names a webhook that users set up at the provider',
  })
}

function* collisions({ operation, entry }: NamedOperation, { spec, inliner }: RuleContext): Generator<Issue> {
  const media = child(entry, 'request') ?? mediaTypes(operation.body, spec.sources)[0]?.schema
  const inBody =
    media === undefined || operation.body === undefined ? new Set<string>() : new Set(propertiesInPlace(inliner.inline(media)).keys())
  const seen = new Map<string, string>()
  for (const place of operation.parameters) {
    const name = textOf(child(place, 'name')?.value)
    const where = textOf(child(place, 'in')?.value)
    if (where === 'cookie') continue
    const other = seen.get(name) ?? (inBody.has(name) ? 'body' : undefined)
    if (other !== undefined) {
      const message = `the field ${name} is in the ${where} and in the ${other}`
      yield issueAt(child(place, 'name') ?? place, {
        code: 'field-collision',
        message,
        hint: 'users give one object of fields: rename one of them',
      })
    }
    seen.set(name, where)
  }
}

function* canonicalNames({ fields, entry, written }: NamedOperation): Generator<Issue> {
  const seen = new Map<unknown, string>()
  for (const [name, schema] of fields) {
    const canonical = isObject(schema) ? schema['x-canonical'] : undefined
    if (canonical === undefined) continue
    const other = seen.get(canonical)
    if (other !== undefined) {
      yield issueAt(entry, {
        code: 'duplicate-canonical',
        message: `${other} and ${name} of ${textOf(written.name)} have the same x-canonical ${textOf(canonical)}`,
      })
    }
    seen.set(canonical, name)
  }
}
