import { basename, dirname, join, resolve } from 'node:path'
import type { ProviderModel } from '@shotlist/codegen'
import { defined } from '@shotlist/codegen/defined'
import { stringify } from 'yaml'
import { UsageError } from '../../../../errors/input-errors.ts'
import { nodeFiles } from '../../../../manifest/files/node-files.ts'
import { loadPlan } from '../../../../plan/load-plan.ts'
import { isTaken } from '../../../../plan/outputs/place-output.ts'
import type { JobInstance, Plan } from '../../../../plan/plan.ts'
import { createPaint } from '../../../../show/text/output.ts'
import { visible } from '../../../../show/text/visible.ts'
import type { NamedDocument } from '../../../options/document-options.ts'
import type { VerbContext } from '../../../verb.ts'
import type { Fields } from './read-fields.ts'
import { mistakesOf } from './read-fields.ts'

export type PlannedCall = {
  readonly provider: string
  readonly model: ProviderModel
  readonly operation: string
  readonly fields: Fields
  readonly document: NamedDocument | undefined
  readonly region: string | undefined
  /** The file to download the result to; undefined: no download. */
  readonly output: string | undefined
  /** Do not warn about values that the document does not list. */
  readonly allowUnknown: boolean
}

/** The name of the manifest from which the call is planned, which exists only in memory. */
const VIRTUAL = 'call.shotlist.yaml'

/**
 * Plans a call as the only job of a manifest, so that it is checked, priced, journalled and resumed like any job.
 *
 * @throws {UsageError} a field is wrong
 */
export async function planCall({ cwd, env, stderr, color }: VerbContext, call: PlannedCall): Promise<Plan> {
  const { provider, operation, fields, document, region, output, allowUnknown } = call
  const path = join(cwd, VIRTUAL)
  const settings = { ...document, ...defined({ region }) }
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
    throw new UsageError(`--output ${output} is the path of a manifest, a lockfile or Shotlist's own state`, { hint: 'Name another file.' })
  return {
    ...loaded.plan,
    outputDir: target === undefined ? cwd : dirname(target),
    instances: loaded.plan.instances.map((instance) => withOutput(instance, target)),
  }
}

/** Sets the output file, or removes the default one. */
function withOutput({ output: _default, ...instance }: JobInstance, target: string | undefined): JobInstance {
  return target === undefined ? instance : { ...instance, output: basename(target) }
}

/** Escapes `${{`: a value from the shell is plain text, never an expression. */
function escapeExpressions(value: unknown): unknown {
  if (typeof value === 'string') return value.replaceAll('${{', "${{ '${{' }}")
  if (Array.isArray(value)) return value.map(escapeExpressions)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, escapeExpressions(item)]))
}
