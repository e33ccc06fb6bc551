import type { ProviderTable } from '@shotlist/codegen'
import { type Incoming } from './incoming.ts'
import { mistake } from './refusal.ts'

/**
 * Checks that the request carries a key where the document says it goes. Any key will do unless some are named.
 * @throws Refusal of class `auth`. The key itself is never in a message.
 */
export function checkKey(table: ProviderTable, incoming: Incoming, keys: readonly string[] | undefined): void {
  const { auth } = table
  if (auth === null) return
  const value = auth.in === 'query' ? incoming.query[auth.name] : incoming.headers[auth.name.toLowerCase()]
  if (value === undefined || value === '')
    throw mistake('auth', `the ${auth.in === 'query' ? 'query parameter' : 'header'} ${auth.name} with the key is missing`)
  if (!value.toLowerCase().startsWith(auth.prefix.toLowerCase()))
    throw mistake('auth', `the header ${auth.name} must begin with "${auth.prefix.trim()}"`)
  const key = value.slice(auth.prefix.length).trim()
  if (key === '') throw mistake('auth', `the header ${auth.name} has no key after "${auth.prefix.trim()}"`)
  if (keys !== undefined && !keys.includes(key)) throw mistake('auth', 'the key is not known')
}
