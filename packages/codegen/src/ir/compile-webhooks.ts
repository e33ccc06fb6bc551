import type { WebhookRules } from '@shotlist/core/contract'
import type { DialectWebhook } from '../dialect/dialect.ts'
import { parseDurationMs } from '../dialect/duration.ts'
import { child, entries, type Place } from '../spec/place.ts'
import type { SpecDocument } from '../spec/spec-document.ts'
import { candidates } from './candidates.ts'
import { compileAnswer } from './compile-endpoints.ts'
import type { ProviderModel } from './model.ts'
import type { Inliner } from './schema/inline.ts'

/** The rules of the first webhook that carries `x-webhook`. */
export function compileWebhooks(spec: SpecDocument): WebhookRules | undefined {
  const found = findWebhook(spec)
  if (found === undefined) return undefined
  const written = child(found.operation, 'x-webhook')?.value as DialectWebhook
  return {
    name: found.name,
    task: written.task,
    id: candidates(written.id),
    ...(written.signature === undefined ? {} : { signature: compileSignature(written.signature) }),
    answer: {
      status: written.answer?.status ?? 200,
      ...(written.answer?.body === undefined ? {} : { body: written.answer.body }),
    },
    retries: (written.retries ?? []).map(seconds),
  }
}

/** What the first webhook that carries `x-webhook` sends. */
export function compileDelivery(spec: SpecDocument, inliner: Inliner): ProviderModel['delivery'] {
  const body = child(findWebhook(spec)?.operation, 'requestBody')
  return body === undefined ? undefined : compileAnswer(body, { spec, inliner })
}

function findWebhook(spec: SpecDocument): { readonly name: string; readonly operation: Place } | undefined {
  return entries(child(spec.root, 'webhooks'))
    .flatMap(([name, item]) => entries(spec.sources.deref(item)).map(([, operation]) => ({ name, operation })))
    .find(({ operation }) => child(operation, 'x-webhook') !== undefined)
}

function compileSignature(signature: NonNullable<DialectWebhook['signature']>): NonNullable<WebhookRules['signature']> {
  return {
    scheme: signature.scheme,
    encoding: signature.encoding,
    header: signature.header,
    ...(signature.timestamp === undefined ? {} : { timestampHeader: signature.timestamp }),
    ...(signature.nonce === undefined ? {} : { nonceHeader: signature.nonce }),
    signed: signature.signed,
    toleranceSeconds: seconds(signature.tolerance ?? '5m'),
  }
}

function seconds(duration: string): number {
  return (parseDurationMs(duration) ?? 0) / 1000
}
