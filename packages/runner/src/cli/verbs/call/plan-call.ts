import { basename, dirname, join, resolve } from 'node:path'
import type { ProviderModel } from '@shotlist/codegen'
import { defined } from '@shotlist/codegen/defined'
import { stringify } from 'yaml'
import { UsageError } from '../../../errors/input-errors.ts'
import { nodeFiles } from '../../../manifest/files/node-files.ts'
import { loadPlan } from '../../../plan/load-plan.ts'
import { isTaken } from '../../../plan/outputs/place-output.ts'
import type { JobInstance, Plan } from '../../../plan/plan.ts'
import { createPaint } from '../../../show/text/output.ts'
import { visible } from '../../../show/text/visible.ts'
import type { VerbContext } from '../../verb.ts'
import type { Fields } from './read-fields.ts'
import { mistakesOf } from './read-fields.ts'

export type PlannedCall = {
  readonly provider: string
  readonly model: ProviderModel
  readonly operation: string
  readonly fields: Fields
  readonly spec: string | undefined
  readonly region: string | undefined
  /** Where the result goes; undefined: it is not downloaded. */
  readonly output: string | undefined
  /** Warn of nothing that the document merely does not know. */
  readonly allowUnknown: boolean
}

/** A name no manifest has: the call's plan is made of a manifest that is nowhere but here. */
const VIRTUAL = 'call.shotlist.yaml'

/**
 * Plans a call as the one job of a manifest, so that it is checked, priced, journalled and resumed like any other.
 *
 * @throws {UsageError} its fields have mistakes
 */
export async function planCall({ cwd, env, stderr, color }: VerbContext, call: PlannedCall): Promise<Plan> {
  const { provider, operation, fields, spec, region, output, allowUnknown } = call
  const path = join(cwd, VIRTUAL)
  const settings = defined({ spec, region })
  const manifest = {
    version: 1,
    name: 'call',
    ...defined({ providers: Object.keys(settings).length > 0 ? { [provider]: settings } : undefined }),
    jobs: { [operation]: { uses: `${provider}/${operation}`, with: escapeExpressions(fields) } },
  }
  const bytes = new TextEncoder().encode(stringify(manifest, { lineWidth: 0 }))
  const files = { ...nodeFiles, read: (name: string) => (name === path ? { bytes } : nodeFiles.read(name)) }
  const loaded = await loadPlan({ manifestPath: path, cwd, env, files, allowUnknown })
  if (!loaded.ok) throw mistakesOf(loaded.issues, `${provider}/${operation}`)
  const paint = createPaint(color)
  for (const { message } of loaded.warnings) stderr.write(`${paint('yellow', 'warning:')} ${visible(message)}\n`)
  const target = output === undefined ? undefined : resolve(cwd, output)
  if (target !== undefined && isTaken(target))
    throw new UsageError(`--output ${output}: the place of a manifest, a lockfile or Shotlist's own state`, { hint: 'Name another file.' })
  return {
    ...loaded.plan,
    outputDir: target === undefined ? cwd : dirname(target),
    instances: loaded.plan.instances.map((instance) => withOutput(instance, target)),
  }
}

/** Names the file, or takes away the name a manifest would have given it. */
function withOutput({ output: _default, ...instance }: JobInstance, target: string | undefined): JobInstance {
  return target === undefined ? instance : { ...instance, output: basename(target) }
}

/** What the shell gives is text, also when it looks like an expression. */
function escapeExpressions(value: unknown): unknown {
  if (typeof value === 'string') return value.replaceAll('${{', "${{ '${{' }}")
  if (Array.isArray(value)) return value.map(escapeExpressions)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, escapeExpressions(item)]))
}
