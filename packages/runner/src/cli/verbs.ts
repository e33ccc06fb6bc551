import type { Verb } from './verb.ts'

/**
 * All verbs, in the order of the help. Each is loaded only when it is used.
 */
export const VERBS: Readonly<Record<string, () => Promise<Verb>>> = {
  init: async () => (await import('./verbs/init/init.ts')).init,
  validate: async () => (await import('./verbs/validate/validate.ts')).validate,
  plan: async () => (await import('./verbs/plan/plan.ts')).plan,
  run: async () => (await import('./verbs/run/run.ts')).run,
  rehearse: async () => (await import('./verbs/rehearse/rehearse.ts')).rehearse,
  status: async () => (await import('./verbs/status/status.ts')).status,
  report: async () => (await import('./verbs/report/report.ts')).report,
  ui: async () => (await import('./verbs/ui/ui.ts')).ui,
  pick: async () => (await import('./verbs/pick/pick.ts')).pick,
  resolve: async () => (await import('./verbs/resolve/resolve.ts')).resolve,
  pull: async () => (await import('./verbs/pull/pull.ts')).pull,
  verify: async () => (await import('./verbs/verify/verify.ts')).verify,
  gc: async () => (await import('./verbs/gc/gc.ts')).gc,
  call: async () => (await import('./verbs/call/call.ts')).call,
  emulate: async () => (await import('./verbs/emulate/emulate.ts')).emulate,
  providers: async () => (await import('./verbs/providers/providers.ts')).providers,
  describe: async () => (await import('./verbs/describe/describe.ts')).describe,
  explain: async () => (await import('./verbs/explain/explain.ts')).explain,
  completion: async () => (await import('./verbs/completion/completion.ts')).completion,
  complete: async () => (await import('./verbs/completion/complete.ts')).complete,
  schema: async () => (await import('./verbs/schema/schema.ts')).schema,
}
