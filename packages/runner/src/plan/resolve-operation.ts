import type { OperationModel, ProviderModel } from '@shotlist/codegen'
import { defined } from '@shotlist/codegen/defined'
import { suggest } from '@shotlist/codegen/suggest'
import type { OperationTable, OutputRule } from '@shotlist/core/contract'
import type { Catalog } from '../manifest/catalog/catalog.ts'
import type { IssueList } from '../manifest/issue-list.ts'
import type { Job, Manifest, ProviderSettings } from '../manifest/manifest.ts'
import type { PlacedText } from '../manifest/yaml/node.ts'
import type { PlannedProvider } from './plan.ts'

/** An operation of a provider, as a job uses it. */
export type UsedOperation = {
  /** The provider's id in the manifest. */
  readonly provider: string
  readonly model: ProviderModel
  readonly operation: OperationModel
  readonly table: OperationTable
  /** The outputs of the operation's task, or of its response if it starts no task. */
  readonly outputs: Readonly<Record<string, OutputRule>>
}

/** The operation that a job `uses`. Reports mistakes with a suggestion. */
export function resolveOperation(
  job: Job,
  { manifest, catalog, issues }: { manifest: Manifest; catalog: Catalog; issues: IssueList },
): UsedOperation | undefined {
  if (job.isUnreadable === true) return undefined
  const [before, ...after] = job.uses.text.split('/')
  const explicit = after.length > 0 ? { text: before ?? '', place: job.uses.place } : undefined
  const name = after.length > 0 ? after.join('/') : (before ?? '')
  if (explicit !== undefined && job.provider !== undefined && job.provider.text !== explicit.text)
    issues.add(job.provider.place, {
      code: 'contradiction',
      message: `this job uses ${job.uses.text}, and its \`provider\` is ${job.provider.text}`,
      hint: 'Remove one of the two.',
    })
  const chosen = explicit ?? job.provider ?? manifest.defaults.provider
  if (chosen === undefined) {
    noteNoProvider(job.uses, name, { catalog, issues })
    return undefined
  }
  const model = catalog.get(chosen.text)
  if (model === undefined) {
    noteNoModel(chosen, { catalog, issues })
    return undefined
  }
  return pickOperation(job.uses, { provider: chosen.text, name, model, issues })
}

function pickOperation(
  uses: PlacedText,
  { provider, name, model, issues }: { provider: string; name: string; model: ProviderModel; issues: IssueList },
): UsedOperation | undefined {
  const operation = Object.hasOwn(model.operations, name) ? model.operations[name] : undefined
  const table = Object.hasOwn(model.table.operations, name) ? model.table.operations[name] : undefined
  if (operation === undefined || table === undefined) {
    const names = Object.values(model.operations)
      .filter(isUsable)
      .map((candidate) => candidate.name)
    const suggestion = suggest(name, names)
    issues.add(uses.place, {
      code: 'unknown-operation',
      message: `${provider} has no operation \`${name}\``,
      ...(suggestion === undefined ? { hint: `It has: ${names.join(', ')}.` } : { suggestion: `${provider}/${suggestion}` }),
    })
    return undefined
  }
  if (!isUsable(operation)) {
    issues.add(uses.place, {
      code: 'not-a-job',
      message: `\`${name}\` renders nothing, so no job can use it`,
      hint:
        operation.kind === 'upload'
          ? 'Shotlist uploads files by itself: write `{ file: path }` in the field that needs the file.'
          : `Call it from the shell: \`shotlist call ${provider}/${name}\`.`,
    })
    return undefined
  }
  if (operation.deprecated)
    issues.add(uses.place, { code: 'deprecated', message: `${provider}/${name} is deprecated by its provider` }, 'warning')
  const found = known.get(operation)
  if (found?.provider === provider) return found
  const outputs = table.starts === undefined ? table.outputs : (model.table.tasks[table.starts]?.outputs ?? {})
  const used = { provider, model, operation, table, outputs }
  known.set(operation, used)
  return used
}

function isUsable({ kind }: OperationModel): boolean {
  return kind === 'task' || kind === 'charge'
}

/** Results by operation, shared by all jobs that use it. */
const known = new WeakMap<OperationModel, UsedOperation>()

function noteNoProvider(uses: PlacedText, name: string, { catalog, issues }: { catalog: Catalog; issues: IssueList }): void {
  const offering = catalog.ids.filter((id) => Object.hasOwn(catalog.get(id)?.operations ?? {}, name))
  issues.add(uses.place, {
    code: 'no-provider',
    message: `\`${name}\` does not name its provider`,
    hint: `Write \`provider/operation\`, or set \`defaults.provider\`.${offering.length > 1 ? ` ${offering.join(', ')} have it.` : ''}`,
    ...defined({ suggestion: offering.length === 1 ? `${offering[0]}/${name}` : undefined }),
  })
}

/** Reports a chosen provider that does not exist. */
export function noteNoModel(chosen: PlacedText, { catalog, issues }: { catalog: Catalog; issues: IssueList }): void {
  // The mistakes of its document have been reported; they are not repeated for each job.
  if (catalog.isBroken(chosen.text)) return
  const suggestion = suggest(chosen.text, catalog.ids)
  issues.add(chosen.place, {
    code: 'unknown-provider',
    message: `there is no provider \`${chosen.text}\``,
    hint: `There are: ${catalog.ids.join(', ')}. For one of your own, name its document: \`providers: { ${chosen.text.replace(/[^a-z0-9-]/g, '') || 'acme'}: { spec: ./openapi.yaml } }\`.`,
    ...defined({ suggestion }),
  })
}

/** A provider with the limits and region of the manifest, otherwise of the document. */
export function planProvider(
  id: string,
  { model, settings, issues }: { model: ProviderModel; settings: ProviderSettings | undefined; issues: IssueList },
): PlannedProvider {
  const { limits, servers } = model.table
  const region = settings?.region
  const regions = servers.map((server) => server.region)
  if (region !== undefined && !regions.includes(region.text)) {
    const suggestion = suggest(region.text, regions)
    issues.add(region.place, {
      code: 'unknown-region',
      message: `${id} has no region \`${region.text}\``,
      hint: `It has: ${regions.join(', ')}.`,
      ...defined({ suggestion }),
    })
  }
  return {
    id,
    model,
    concurrency: settings?.concurrency ?? limits.inFlight,
    requestsPerMinute: settings?.requestsPerMinute ?? limits.requestsPerMinute,
    ...defined({ region: region?.text }),
  }
}
