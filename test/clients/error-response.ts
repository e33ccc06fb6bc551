import type { ErrorRule, ProviderTable } from '@shotlist/core'

type Json = Record<string, unknown>

function put(root: Json, expression: string, value: unknown): void {
  const names = expression.replace('$response.body#/', '').split('/')
  const last = names.pop() ?? ''
  let place = root
  for (const name of names) place = (place[name] ??= {}) as Json
  place[last] = value
}

/** The provider's response for an error of the document, with the code and the message at the first places that the document reads. */
export function errorResponse(
  { errors }: Pick<ProviderTable, 'errors'>,
  { code, rule, status = 200 }: { readonly code?: string | undefined; readonly rule: ErrorRule; readonly status?: number | undefined },
): { readonly body: string; readonly status: number } {
  const body: Json = {}
  if (code !== undefined) put(body, errors.code[0] ?? '', /^\d+$/.test(code) ? Number(code) : code)
  put(body, errors.message[0] ?? '', `message of the provider: ${rule.class}`)
  return { body: JSON.stringify(body), status }
}
