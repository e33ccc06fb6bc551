import type { ProviderTable, SignatureRules } from '@shotlist/core/contract'
import type { DialectWebhook } from '../dialect/dialect.gen.ts'
import { parseDurationMs } from '../dialect/duration.ts'
import { defined } from '../issues/defined.ts'

type Written = NonNullable<DialectWebhook['signature']>

/** What standard webhooks say where the document says nothing. */
const STANDARD = {
  header: 'webhook-signature',
  prefix: 'v1,',
  id: 'webhook-id',
  timestamp: 'webhook-timestamp',
  signed: '{id}.{timestamp}.{body}',
} as const

/** How deliveries are signed. A key set whose URL begins with `/` is below the first server. */
export function compileSignature(written: Written, servers: ProviderTable['servers']): SignatureRules {
  const {
    scheme,
    encoding = 'base64',
    header = '',
    prefix,
    id,
    timestamp,
    nonce,
    signed = '',
    tolerance = '5m',
    keys,
  } = written.scheme === 'standard-webhooks' ? { ...STANDARD, ...written } : written
  return {
    scheme,
    encoding,
    header,
    ...defined({ prefix, idHeader: id, timestampHeader: timestamp, nonceHeader: nonce }),
    signed,
    toleranceSeconds: (parseDurationMs(tolerance) ?? 0) / 1000,
    ...defined({ keys: scheme === 'ed25519' ? compileKeys(keys, servers[0]?.url ?? '') : undefined }),
  }
}

function compileKeys({ jwk, url = '' }: NonNullable<Written['keys']> = {}, server: string): SignatureRules['keys'] {
  if (jwk !== undefined) return { jwk: { kty: jwk.kty, crv: jwk.crv, x: jwk.x } }
  return { url: url.startsWith('/') ? `${server.replace(/\/$/, '')}${url}` : url }
}

/** The name of the variable with a provider's webhook secret, made from the name of its key variable: `PIXVERSE_WEBHOOK_SECRET`. */
export function secretVariable(keyVariable: string): string {
  return `${keyVariable.replace(/_(?:API_)?(?:KEY|TOKEN)$/, '')}_WEBHOOK_SECRET`
}
