import type { Issue } from '../../issues/issue.ts'
import { didYouMean } from '../../issues/suggest.ts'
import { issueAt } from '../../spec/issue-at.ts'
import { child, entries, items, type Place, textOf } from '../../spec/place.ts'
import type { Rule } from '../rule-context.ts'

const PARTS = ['timestamp', 'nonce', 'id', 'body', 'body-sha256', 'query', 'sorted-query']
const BODY_PARTS = new Set(['body', 'body-sha256', 'query', 'sorted-query'])

/** The signature of a webhook says what its scheme needs, and covers the delivery and its time. */
export const webhookSignatures: Rule = function* ({ spec }) {
  for (const [, item] of entries(child(spec.root, 'webhooks'))) {
    for (const [, operation] of entries(spec.sources.deref(item))) {
      const signature = child(child(operation, 'x-webhook'), 'signature')
      if (signature === undefined) continue
      yield* neededKeys(signature)
      const signed = child(signature, 'signed')
      const templates = typeof signed?.value === 'string' ? [signed] : items(signed)
      for (const template of templates) yield* signedParts(template, signature)
    }
  }
}

function* neededKeys(signature: Place): Generator<Issue> {
  const scheme = textOf(child(signature, 'scheme')?.value)
  const needed = { 'hmac-sha256': ['encoding', 'header', 'signed'], ed25519: ['encoding', 'header', 'signed', 'keys'] }[scheme] ?? []
  const missing = needed.filter((key) => child(signature, key) === undefined)
  if (missing.length > 0) {
    yield issueAt(signature, { code: 'webhook-signature', message: `a signature of scheme ${scheme} needs ${missing.join(', ')}` })
  }
  const keys = child(signature, 'keys')
  if (keys !== undefined && scheme !== 'ed25519') {
    yield issueAt(keys, { code: 'webhook-signature', message: `scheme ${scheme} has a secret, not keys`, hint: 'keys belong to ed25519' })
  }
}

function* signedParts(template: Place, signature: Place): Generator<Issue> {
  const parts = [...textOf(template.value).matchAll(/\{([^{}]*)\}/g)].map(([, part = '']) => part)
  const isStandard = child(signature, 'scheme')?.value === 'standard-webhooks'
  for (const part of parts) {
    if (!PARTS.includes(part) && !/^header:[\w-]+$/.test(part)) {
      const hint = didYouMean(part, PARTS) ?? `the parts are ${PARTS.map((name) => `{${name}}`).join(', ')} and {header:X-Name}`
      yield issueAt(template, { code: 'webhook-signature', message: `{${part}} is not a part of a signed text`, hint })
    } else if (['timestamp', 'nonce', 'id'].includes(part) && !isStandard && child(signature, part) === undefined) {
      const hint = `add \`${part}:\` with the name of the header`
      yield issueAt(template, { code: 'webhook-signature', message: `{${part}} is signed, and no header holds it`, hint })
    }
  }
  if (!parts.some((part) => BODY_PARTS.has(part))) {
    yield issueAt(template, { code: 'webhook-signature', message: 'the signed text does not hold the body, so anyone could change it' })
  }
  if (child(signature, 'timestamp') !== undefined && !parts.includes('timestamp')) {
    const message = 'the time of a delivery is not signed, so an old delivery can be sent again with a new time'
    yield issueAt(template, { code: 'webhook-signature', severity: 'warning', message, hint: 'add {timestamp} if the provider signs it' })
  }
}
