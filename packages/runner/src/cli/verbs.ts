import type { Verb } from './verb.ts'

/**
 * All verbs, in the order of the help. Each is loaded when it is used: a command that only prints its version loads none.
 */
export const VERBS: Readonly<Record<string, () => Promise<Verb>>> = {
  init: async () => (await import('./verbs/init.ts')).init,
  validate: async () => (await import('./verbs/validate.ts')).validate,
  plan: async () => (await import('./verbs/plan.ts')).plan,
  run: async () => (await import('./verbs/run.ts')).run,
  rehearse: async () => (await import('./verbs/rehearse.ts')).rehearse,
  status: async () => (await import('./verbs/status.ts')).status,
  report: async () => (await import('./verbs/report.ts')).report,
  ui: async () => (await import('./verbs/ui.ts')).ui,
  pick: async () => (await import('./verbs/pick.ts')).pick,
  resolve: async () => (await import('./verbs/resolve.ts')).resolve,
  pull: async () => (await import('./verbs/pull.ts')).pull,
  verify: async () => (await import('./verbs/verify.ts')).verify,
  gc: async () => (await import('./verbs/gc.ts')).gc,
  call: async () => (await import('./verbs/call.ts')).call,
  emulate: async () => (await import('./verbs/emulate.ts')).emulate,
  providers: async () => (await import('./verbs/providers.ts')).providers,
  describe: async () => (await import('./verbs/describe.ts')).describe,
  explain: async () => (await import('./verbs/explain.ts')).explain,
  completion: async () => (await import('./verbs/completion.ts')).completion,
  complete: async () => (await import('./verbs/complete.ts')).complete,
  schema: async () => (await import('./verbs/schema.ts')).schema,
}
