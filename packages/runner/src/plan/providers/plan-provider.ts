import type { ProviderModel } from '@shotlist/codegen'
import { suggest } from '@shotlist/codegen/suggest'
import type { IssueList } from '../../manifest/issue-list.ts'
import type { ProviderSettings } from '../../manifest/manifest.ts'
import type { PlannedProvider } from '../plan.ts'

/** A provider with the manifest's limits and region, or the document's own. */
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
      ...(suggestion === undefined ? {} : { suggestion }),
    })
  }
  return {
    id,
    model,
    concurrency: settings?.concurrency ?? limits.inFlight,
    requestsPerMinute: settings?.requestsPerMinute ?? limits.requestsPerMinute,
    ...(region === undefined ? {} : { region: region.text }),
  }
}
