import { createHmac, timingSafeEqual } from 'node:crypto'
import type { ProviderTable } from '@shotlist/codegen'
import { isObject, type Json } from '../responses/json.ts'

type TokenRule = NonNullable<NonNullable<ProviderTable['auth']>['jwt']>

/** What is wrong with a JSON Web Token; `undefined` if nothing is. Its signature is checked if the keys are known, as `ACCESS:SECRET`. */
export function tokenProblem(
  token: string,
  { rule, keys, nowMs }: { readonly rule: TokenRule; readonly keys: readonly string[] | undefined; readonly nowMs: number },
): string | undefined {
  const [head = '', body = '', signature = ''] = token.split('.')
  const claims = parsed(body)
  const header = parsed(head)
  if (!isObject(header) || !isObject(claims)) return 'the key is not a JSON Web Token'
  if (header['alg'] !== 'HS256') return 'the token must be signed with HS256'
  const now = nowMs / 1000
  const { exp, nbf } = claims
  if (typeof exp !== 'number' || exp <= now) return 'the token has expired'
  if (exp > now + rule.lifetimeSeconds + SKEW_SECONDS) return `the token is valid for more than ${rule.lifetimeSeconds} s`
  if (typeof nbf === 'number' && nbf > now + SKEW_SECONDS) return 'the token is not valid yet'
  if (keys === undefined) return undefined
  return keys.some((key) => isSigned(`${head}.${body}`, signature, key) && claims['iss'] === issuerOf(rule, key))
    ? undefined
    : 'the key is not known'
}

const SKEW_SECONDS = 30

function issuerOf({ issuer }: TokenRule, key: string): string {
  return issuer.replaceAll('{access}', () => key.slice(0, key.indexOf(':')))
}

function isSigned(text: string, signature: string, key: string): boolean {
  const expected = createHmac('sha256', key.slice(key.indexOf(':') + 1))
    .update(text)
    .digest()
  const given = Buffer.from(signature, 'base64url')
  return given.length === expected.length && timingSafeEqual(given, expected)
}

function parsed(part: string): Json | undefined {
  try {
    return JSON.parse(Buffer.from(part, 'base64url').toString()) as Json
  } catch {
    return undefined
  }
}
