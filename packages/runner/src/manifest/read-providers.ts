import { defined } from '@shotlist/codegen/defined'
import { PROVIDER_KEYS } from '@shotlist/codegen/manifest-keys'
import { readKnownKeys, readMap } from './fields/read-map.ts'
import { describeNode, readInteger, readText } from './fields/read-scalars.ts'
import type { IssueList } from './issue-list.ts'
import type { ProviderSettings } from './manifest.ts'
import type { Entry, Node } from './yaml/node.ts'

const MAX_CONCURRENCY = 1000

/** `providers`: limits and regions of providers, and the user's own documents. */
export function readProviders(node: Node, issues: IssueList): ReadonlyMap<string, ProviderSettings> {
  const providers = new Map<string, ProviderSettings>()
  const map = readMap(node, '`providers`', issues)
  for (const entry of map?.entries.values() ?? []) {
    if (!/^[a-z0-9][a-z0-9-]*$/.test(entry.key))
      issues.add(entry.keyPlace, {
        code: 'bad-name',
        message: `\`${entry.key}\` cannot be the id of a provider`,
        hint: 'Use lower-case letters, digits and `-`.',
      })
    providers.set(entry.key, readProvider(entry, issues))
  }
  return providers
}

function readProvider(entry: Entry, issues: IssueList): ProviderSettings {
  if (entry.value.kind === 'scalar' && entry.value.value === null) return { id: entry.key, place: entry.keyPlace }
  const keys = readKnownKeys(entry.value, PROVIDER_KEYS, { what: 'a provider', issues })
  const concurrency =
    keys?.concurrency && readInteger(keys.concurrency.value, { what: '`concurrency`', issues, min: 1, max: MAX_CONCURRENCY })
  const rate = keys?.rate && readRate(keys.rate.value, { what: '`rate`', issues })
  const region = keys?.region && readText(keys.region.value, { what: '`region`', issues })
  const spec = keys?.spec && readText(keys.spec.value, { what: '`spec`', issues })
  const overlay = keys?.overlay && readText(keys.overlay.value, { what: '`overlay`', issues })
  if (keys?.overlay !== undefined && keys.spec === undefined)
    issues.add(keys.overlay.keyPlace, {
      code: 'overlay',
      message: '`overlay` changes the document that `spec` names, and there is no `spec`',
      hint: 'Name the document: `spec: ./openapi.yaml`.',
    })
  return {
    id: entry.key,
    place: entry.keyPlace,
    ...defined({
      concurrency,
      requestsPerMinute: rate,
      region: region === undefined || keys?.region === undefined ? undefined : { text: region, place: keys.region.value },
      spec: spec === undefined || keys?.spec === undefined ? undefined : { text: spec, place: keys.spec.value },
      overlay: overlay === undefined || keys?.overlay === undefined ? undefined : { text: overlay, place: keys.overlay.value },
    }),
  }
}

const PER_MINUTE: Readonly<Record<string, number>> = { s: 60, sec: 60, second: 60, m: 1, min: 1, minute: 1, h: 1 / 60, hour: 1 / 60 }

/** A rate such as `60/min`, in requests per minute. */
function readRate(node: Node, { what, issues }: { what: string; issues: IssueList }): number | undefined {
  const value = node.kind === 'scalar' && typeof node.value === 'string' ? node.value : ''
  const match = /^(\d+(?:\.\d+)?)\s*\/\s*([a-z]+)$/.exec(value)
  const factor = PER_MINUTE[match?.[2] ?? '']
  const rate = Number(match?.[1]) * (factor ?? Number.NaN)
  if (rate > 0 && rate <= 60_000) return rate
  issues.add(node, {
    code: Number.isNaN(rate) ? 'wrong-type' : 'out-of-range',
    message: `${what} must be requests per second, minute or hour, not ${describeNode(node)}`,
    hint: 'Write a rate as `60/min`, `2/s` or `600/h`.',
    ...defined({ suggestion: node.kind === 'scalar' && typeof node.value === 'number' ? `${node.value}/min` : undefined }),
  })
  return undefined
}
