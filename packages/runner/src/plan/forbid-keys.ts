import type { Catalog } from '../catalog/catalog.ts'
import type { IssueList } from '../manifest/issue-list.ts'
import type { Place } from '../manifest/yaml/node.ts'
import { secretVariable } from '../webhooks/secret-variable.ts'

/** Secrets of the artifact store, by the names that every S3 client gives them. */
const STORE_KEYS: ReadonlySet<string> = new Set(['AWS_SECRET_ACCESS_KEY', 'AWS_SESSION_TOKEN'])

/**
 * Notes variables that hold a key. What an expression reads goes into requests, and with them into the lockfile, which is committed.
 *
 * @param env the variables that the manifest lists, with their places
 */
export function forbidKeys(env: ReadonlyMap<string, Place>, { catalog, issues }: { catalog: Catalog; issues: IssueList }): void {
  if (env.size === 0) return
  const tables = catalog.ids.flatMap((id) => catalog.get(id)?.table ?? [])
  const keys = new Set(tables.flatMap((table) => (table.webhooks?.signature ? [table.env.key, secretVariable(table)] : table.env.key)))
  for (const [name, place] of env) {
    if (!keys.has(name) && !STORE_KEYS.has(name)) continue
    issues.add(place, {
      code: 'env-is-key',
      message: `\`${name}\` holds a key, which expressions may not read`,
      hint: 'A value that is read goes into requests and into the lockfile. Shotlist takes keys from the environment by itself.',
    })
  }
}
