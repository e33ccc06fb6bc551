/**
 * Runs a manifest like `shotlist run`, but polls tasks every few milliseconds and without a request rate, because the benchmark's provider
 * is faster than any real one.
 */
import { createProviderClient } from '@shotlist/core'
import { loadPlan, lockfilePath, pooledFetch, runPlan, stateFolder } from 'shotlist'

process.env['UV_THREADPOOL_SIZE'] ??= '16'
const [manifestPath = '', baseUrl = '', everyMs = '5'] = process.argv.slice(2)
const loaded = await loadPlan({ manifestPath, env: {} })
if (!loaded.ok) throw new Error(loaded.issues.map(({ message }) => message).join('\n'))
const providers = Object.fromEntries(
  Object.entries(loaded.plan.providers).map(([id, provider]) => [id, { ...provider, requestsPerMinute: Number.POSITIVE_INFINITY }]),
)
const PLAN = { ...loaded.plan, providers }
const { outcome } = await runPlan({
  plan: PLAN,
  verb: 'run',
  state: stateFolder(PLAN.root),
  lockfile: lockfilePath(manifestPath),
  connect: ({ model }) => ({
    client: createProviderClient(model.table, { apiKey: 'bench', baseUrl, fetch: pooledFetch }),
    account: 'bench',
  }),
  onEvent: () => undefined,
  signal: new AbortController().signal,
  pace: { firstMs: Number(everyMs), everyMs: Number(everyMs) },
})
process.exit(outcome === 'done' ? 0 : 1)
