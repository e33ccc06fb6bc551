import { UsageError } from '../../../errors/usage-error.ts'
import { toDot, toMermaid } from '../../../plan/graph.ts'
import { groupByJob } from '../../../plan/group-by-job.ts'
import { printJson } from '../../../show/text/print-json.ts'
import { EXIT } from '../../exit-status.ts'
import { allowUnknownOption } from '../../options/allow-unknown.ts'
import { allowUnpricedOption } from '../../options/allow-unpriced.ts'
import { manifestArgument } from '../../options/default-manifest.ts'
import { allowHostOption } from '../../options/named-hosts.ts'
import { selectFrom, selectionOptions } from '../../options/selection-options.ts'
import { withoutStore, withoutStoreOption } from '../../options/without-store.ts'
import { loadManifest } from '../../project/load-manifest.ts'
import type { Verb } from '../../verb.ts'
import { outlookOf, outlookText } from './outlook.ts'
import { planObject } from './plan-object.ts'

export const plan: Verb = {
  name: 'plan',
  summary: 'shows what would be rendered, why, and what it costs; submits nothing',
  arguments: [manifestArgument],
  options: [
    ...selectionOptions,
    allowUnknownOption,
    allowUnpricedOption,
    withoutStoreOption,
    allowHostOption,
    { flags: '--clips', description: 'list every clip' },
    { flags: '--graph <format>', description: 'print what waits on what, as a graph', choices: ['mermaid', 'dot'] },
    { flags: '--json', description: 'write the plan as JSON' },
  ],
  examples: [
    { command: 'shotlist plan', does: 'jobs, prices, and the budget' },
    { command: "shotlist plan --only 'social*' --clips", does: 'clip by clip, of some jobs' },
    { command: 'shotlist plan --graph mermaid', does: 'a flow chart for a README' },
  ],
  async run(context, [path], options) {
    const { plan: planned, warnings } = await loadManifest(context, path, options)
    const instances = selectFrom(planned, options)
    if (instances.length === 0) throw new UsageError('nothing is left to plan', { hint: 'Loosen `--only`, `--skip` or `--tag`.' })
    if (options['graph'] !== undefined) {
      context.stdout.write(options['graph'] === 'dot' ? toDot(groupByJob(instances)) : toMermaid(groupByJob(instances)))
      return EXIT.done
    }
    const outlook = await outlookOf(context, withoutStore(planned, options), { instances, options })
    if (options['json'] === true) printJson(planObject(planned, { outlook, warnings }), context.stdout)
    else context.stdout.write(outlookText(context, planned, { outlook, clips: options['clips'] === true, out: context.stdout }))
    return outlook.over.length > 0 || outlook.unpriced.length > 0 || outlook.short.length > 0 ? EXIT.budget : EXIT.done
  },
}
