import type { Verb } from './verb.ts'

/**
 * All verbs, in the order of the help. Each is loaded only when it is used.
 */
export const VERBS: Readonly<Record<string, () => Promise<Verb>>> = {
  init: async () => (await import('./verbs/begin/init/init.ts')).init,
  validate: async () => (await import('./verbs/begin/validate/validate.ts')).validate,
  plan: async () => (await import('./verbs/begin/plan/plan.ts')).plan,
  run: async () => (await import('./verbs/render/run/run.ts')).run,
  rehearse: async () => (await import('./verbs/begin/rehearse/rehearse.ts')).rehearse,
  status: async () => (await import('./verbs/render/status/status.ts')).status,
  report: async () => (await import('./verbs/results/report/report.ts')).report,
  ui: async () => (await import('./verbs/results/ui/ui.ts')).ui,
  pick: async () => (await import('./verbs/render/pick/pick.ts')).pick,
  resolve: async () => (await import('./verbs/render/resolve/resolve.ts')).resolve,
  worker: async () => (await import('./verbs/render/worker/worker.ts')).worker,
  pull: async () => (await import('./verbs/results/pull/pull.ts')).pull,
  verify: async () => (await import('./verbs/results/verify/verify.ts')).verify,
  gc: async () => (await import('./verbs/results/gc/gc.ts')).gc,
  call: async () => (await import('./verbs/providers/call/call.ts')).call,
  emulate: async () => (await import('./verbs/providers/emulate/emulate.ts')).emulate,
  providers: async () => (await import('./verbs/providers/providers/providers.ts')).providers,
  describe: async () => (await import('./verbs/providers/describe/describe.ts')).describe,
  doctor: async () => (await import('./verbs/help/doctor/doctor.ts')).doctor,
  explain: async () => (await import('./verbs/help/explain/explain.ts')).explain,
  completion: async () => (await import('./verbs/help/completion/completion.ts')).completion,
  complete: async () => (await import('./verbs/help/completion/complete.ts')).complete,
  schema: async () => (await import('./verbs/help/schema/schema.ts')).schema,
}
