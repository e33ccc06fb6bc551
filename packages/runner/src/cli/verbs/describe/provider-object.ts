import type { ProviderModel } from '@shotlist/codegen'

/** A provider as `providers --json` and `describe --json` write it. The key's value is never part of it. */
export function providerObject(
  id: string,
  { table, description, operations }: ProviderModel,
  env: Readonly<Record<string, string | undefined>>,
): unknown {
  return {
    id,
    title: table.title,
    description,
    document: table.document,
    key: { env: table.env.key, set: env[table.env.key] !== undefined, url: table.keyUrl },
    base_url: { env: table.env.baseUrl, set: env[table.env.baseUrl] !== undefined },
    regions: table.servers,
    limits: { in_flight: table.limits.inFlight, requests_per_minute: table.limits.requestsPerMinute },
    money: table.money,
    idempotent: table.idempotency !== undefined,
    operations: Object.values(operations).map(({ name, kind, title, deprecated }) => ({ name, kind, title, deprecated })),
  }
}
