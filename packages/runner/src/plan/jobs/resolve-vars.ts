import { compileValue } from '../../manifest/expressions/compile-value.ts'
import { evaluateValue } from '../../manifest/expressions/evaluate-value.ts'
import type { Scope } from '../../manifest/expressions/scope.ts'
import type { IssueList } from '../../manifest/issue-list.ts'
import type { Manifest } from '../../manifest/manifest.ts'

/** What every expression of a manifest can see: `env`, and `vars`, each of which may use those before it. */
export function resolveVars(manifest: Manifest, values: Readonly<Record<string, string>>, issues: IssueList): Scope {
  const env = { allowed: [...manifest.env.keys()], values }
  const vars = new Map<string, unknown>()
  for (const [name, { value }] of manifest.vars?.entries ?? [])
    vars.set(name, evaluateValue(compileValue(value, issues), { env, vars }, issues))
  return { env, vars }
}
