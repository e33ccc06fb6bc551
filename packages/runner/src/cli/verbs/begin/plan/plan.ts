import { relative, sep } from 'node:path'
import { defined } from '@shotlist/codegen/defined'
import type { Total } from '../../../../errors/amounts.ts'
import type { Issue } from '../../../../errors/issue.ts'
import { toDot, toMermaid } from '../../../../plan/graph.ts'
import { groupByJob } from '../../../../plan/group-by-job.ts'
import type { JobInstance, Plan } from '../../../../plan/plan.ts'
import { totalOf } from '../../../../plan/total.ts'
import { printJson } from '../../../../show/text/print-json.ts'
import { EXIT } from '../../../exit-status.ts'
import {
  ALLOW_UNKNOWN_OPTION,
  ALLOW_UNPRICED_OPTION,
  MANIFEST_ARGUMENT,
  nothingSelected,
  SELECTION_OPTIONS,
  selectFrom,
  WITHOUT_STORE_OPTION,
  withoutStore,
} from '../../../options/manifest-options.ts'
import { ALLOW_HOST_OPTION } from '../../../options/named-hosts.ts'
import { ENV_FILE_OPTION } from '../../../project/env-file.ts'
import { planManifest } from '../../../project/plan-manifest.ts'
import { issueObject } from '../../../project/print-issues.ts'
import type { Verb } from '../../../verb.ts'
import type { ForecastAction } from './action-text.ts'
import { isPaid } from './action-text.ts'
import { type PlanDetails, planDetails, planDetailsText } from './plan-details.ts'

type Options = { readonly details: PlanDetails; readonly warnings: readonly Issue[] }

/** The plan as `plan --json` writes it: with stable names and paths relative to the manifest's folder, the same on every machine. */
function planObject(plan: Plan, { details, warnings }: Options): unknown {
  const { instances, forecast, over, unpriced, short, balances, time } = details
  const providers = Object.keys(plan.providers).filter((id) => instances.some(({ provider }) => provider === id))
  return {
    version: plan.version,
    name: plan.name,
    output_dir: relative(plan.root, plan.outputDir).split(sep).join('/'),
    concurrency: plan.concurrency,
    total: totalObject(totalOf(instances)),
    to_submit: totalObject(totalOf(instances.filter(({ id }) => isPaid(forecast.jobs.get(id))))),
    expected_seconds: Math.round(time.seconds),
    budget: { ...plan.budget, ok: over.length === 0 && unpriced.length === 0, over, unpriced: unpriced.map(({ id }) => id) },
    balance: { ok: short.length === 0, short: short.map(({ title: _title, ...shortfall }) => shortfall) },
    providers: Object.fromEntries(providers.map((id) => [id, providerObject(plan, id, { instances, balance: balances.get(id) })])),
    jobs: instances.map((instance) => jobObject(instance, forecast.jobs.get(instance.id))),
    dropped: plan.dropped.map(({ at, ...cell }) => ({ ...cell, line: at.line })),
    warnings: warnings.map(issueObject),
  }
}

type ProviderOptions = { readonly instances: readonly JobInstance[]; readonly balance: number | undefined }

function providerObject(plan: Plan, id: string, { instances, balance }: ProviderOptions): unknown {
  const provider = plan.providers[id]
  return {
    concurrency: provider?.concurrency,
    requests_per_minute: provider?.requestsPerMinute,
    region: provider?.region,
    document: provider?.model.table.document,
    unit: provider?.model.table.money.unit,
    ...defined({ balance }),
    ...totalObject(totalOf(instances.filter((instance) => instance.provider === id))),
  }
}

function totalObject({ clips, seconds, credits, usd, most, unpriced, withoutUsd }: Total): Record<string, unknown> {
  return {
    clips,
    seconds,
    credits,
    usd,
    ...defined({ most: most.credits !== credits ? most : undefined }),
    without_price: unpriced,
    without_usd: withoutUsd,
  }
}

function jobObject(instance: JobInstance, future: ForecastAction | undefined): unknown {
  const { id, job, matrix, row, take, provider, operation, output, needs, picks, tags, price, seconds, at } = instance
  return {
    id,
    job,
    ...defined({ matrix: Object.keys(matrix).length === 0 ? undefined : matrix, row, take }),
    action: future?.action,
    cause: future?.cause,
    provider,
    operation,
    with: instance.with,
    output,
    needs,
    picks,
    tags,
    seconds,
    credits: price.credits,
    usd: price.usd,
    ...defined({ price_range: price.range }),
    unit: price.unit,
    ...defined({ price_unknown: price.why, equal_to: price.equalTo }),
    line: at.line,
  }
}

export const plan: Verb = {
  name: 'plan',
  group: 'begin',
  summary: 'shows what a run would render, why, and what it costs; submits nothing',
  arguments: [MANIFEST_ARGUMENT],
  options: [
    ...SELECTION_OPTIONS,
    ALLOW_UNKNOWN_OPTION,
    ALLOW_UNPRICED_OPTION,
    WITHOUT_STORE_OPTION,
    ALLOW_HOST_OPTION,
    ENV_FILE_OPTION,
    { flags: '--clips', description: 'list every clip' },
    { flags: '--explain', description: 'list the cells that `if` drops, and why' },
    { flags: '--graph <format>', description: 'print the dependencies between jobs as a graph', choices: ['mermaid', 'dot'] },
    { flags: '--json', description: 'write the plan as JSON' },
  ],
  examples: [
    { command: 'shotlist plan', does: 'shows jobs, prices and the budget' },
    { command: "shotlist plan --only 'social*' --clips", does: 'shows the clips of some jobs' },
    { command: 'shotlist plan --graph mermaid', does: 'prints a flow chart for a README' },
  ],
  async run(context, [path], options) {
    const { plan: planned, warnings } = await planManifest(context, path, options)
    const instances = selectFrom(planned, options)
    if (instances.length === 0) throw nothingSelected(planned, 'Change `--only`, `--skip` or `--tag`.')
    if (options['graph'] !== undefined) {
      context.stdout.write(options['graph'] === 'dot' ? toDot(groupByJob(instances)) : toMermaid(groupByJob(instances)))
      return EXIT.done
    }
    const details = await planDetails(context, withoutStore(planned, options), { instances, options })
    if (options['json'] === true) printJson(planObject(planned, { details, warnings }), context.stdout)
    else
      context.stdout.write(
        planDetailsText(context, planned, {
          details,
          clips: options['clips'] === true,
          explain: options['explain'] === true,
          out: context.stdout,
        }),
      )
    return details.over.length > 0 || details.unpriced.length > 0 || details.short.length > 0 ? EXIT.budget : EXIT.done
  },
}
