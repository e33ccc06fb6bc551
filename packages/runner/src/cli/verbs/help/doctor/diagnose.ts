import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { count } from '../../../../errors/amounts.ts'
import { UsageError } from '../../../../errors/input-errors.ts'
import { loadShipped, shippedProviders } from '../../../../manifest/catalog/shipped.ts'
import { loadPlan } from '../../../../plan/load-plan.ts'
import type { Plan } from '../../../../plan/plan.ts'
import { alignColumns } from '../../../../show/text/columns.ts'
import { createPaint } from '../../../../show/text/output.ts'
import { printJson } from '../../../../show/text/print-json.ts'
import { briefLines } from '../../../../show/text/visible.ts'
import { EXIT } from '../../../exit-status.ts'
import { DEFAULT_MANIFEST } from '../../../options/manifest-options.ts'
import { nextCommand } from '../../../project/called-as.ts'
import { envFileProblem } from '../../../project/env-file.ts'
import type { VerbContext, VerbOptions } from '../../../verb.ts'
import type { Check } from './check.ts'
import { checkMachine } from './check-machine.ts'
import { type Checked, checkProviders } from './check-providers.ts'
import { checkState } from './check-state.ts'
import { checkStore } from './check-store.ts'

/** `shotlist doctor`: checks all that a run needs. Returns the exit status: 1 if there is a problem. */
export async function diagnose(context: VerbContext, path: string | undefined, options: VerbOptions): Promise<number> {
  const manifestPath = resolve(context.cwd, path ?? DEFAULT_MANIFEST)
  if (path !== undefined && !existsSync(manifestPath)) throw new UsageError(`there is no file ${path}`)
  const checks: Check[] = [...checkMachine(context)]
  const plan = existsSync(manifestPath) ? await readPlan(context, path, checks) : undefined
  checks.push(...envFileChecks(context))
  checks.push(...(await checkProviders(context, providersOf(plan), options)))
  if (plan?.artifacts.s3 !== undefined) checks.push(await checkStore(context, plan.artifacts.s3, options))
  checks.push(...checkState(manifestPath, plan?.outputDir))
  const isOk = checks.every(({ status }) => status !== 'problem')
  if (options['json'] === true) printJson({ ok: isOk, checks }, context.stdout)
  else context.stdout.write(textOf(checks, context))
  return isOk ? EXIT.done : EXIT.failed
}

/** The plan, with a check that says whether the manifest is valid. */
async function readPlan(context: VerbContext, path: string | undefined, found: Check[]): Promise<Plan | undefined> {
  const loaded = await loadPlan({ manifestPath: path ?? DEFAULT_MANIFEST, cwd: context.cwd, env: context.env })
  const name = path ?? DEFAULT_MANIFEST
  if (loaded.ok) {
    found.push({ check: 'manifest', status: 'ok', message: `${name} is valid: version 1, ${count(loaded.plan.instances.length, 'clip')}` })
    return loaded.plan
  }
  const errors = loaded.issues.filter(({ severity }) => severity === 'error').length
  found.push({
    check: 'manifest',
    status: 'problem',
    message: `${name} has ${count(errors, 'mistake')}, so its providers and its artifact store are not checked`,
    hint: `\`${nextCommand(context, ['validate'], path)}\` lists them.`,
  })
  return undefined
}

function envFileChecks({ envFile }: VerbContext): readonly Check[] {
  if (envFile === undefined) return []
  const problem = envFileProblem(envFile)
  if (problem !== undefined) return [{ check: 'env-file', status: 'warning', ...problem }]
  return [{ check: 'env-file', status: 'ok', message: `keys are also read from ${envFile.name}` }]
}

/** The providers of the plan; without one, those that ship, of which none is needed. */
function providersOf(plan: Plan | undefined): readonly Checked[] {
  if (plan !== undefined) return Object.values(plan.providers).map(({ id, model, region }) => ({ id, model, region, isNeeded: true }))
  return shippedProviders().flatMap((id) => {
    const model = loadShipped(id)
    return model === undefined ? [] : [{ id, model, isNeeded: false }]
  })
}

const COLOURS = { ok: 'green', warning: 'yellow', problem: 'red' } as const

function textOf(checks: readonly Check[], { color, stdout, mask }: VerbContext): string {
  const paint = createPaint(color)
  const rows = checks.flatMap(({ status, check, of, message, hint }) => [
    [paint(COLOURS[status], status), of === undefined ? check : `${check} ${of}`, briefLines(mask(message))],
    ...(hint === undefined ? [] : [['', '', `${paint('dim', '=')} ${briefLines(hint)}`]]),
  ])
  const number = (wanted: Check['status']) => checks.filter(({ status }) => status === wanted).length
  const found = (['problem', 'warning'] as const).filter((status) => number(status) > 0).map((status) => count(number(status), status))
  const { columns } = stdout
  return `${alignColumns(rows, { columns })}\n${found.length === 0 ? 'everything is in order' : found.join(', ')}\n`
}
