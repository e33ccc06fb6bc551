import { unwatchFile, watchFile } from 'node:fs'
import { loadPlan } from '../../../plan/load-plan.ts'
import type { Plan } from '../../../plan/plan.ts'
import type { VerbContext } from '../../verb.ts'

/** How often the file is looked at. */
const LOOK_EVERY_MS = 1000

/** Plans a manifest anew whenever it was saved; what does not make a plan is passed over. Returns how to stop. */
export function followManifest({ cwd, env }: VerbContext, manifestPath: string, onPlan: (plan: Plan) => void): () => void {
  const replan = async () => {
    const loaded = await loadPlan({ manifestPath, cwd, env, allowUnknown: true })
    if (loaded.ok) onPlan(loaded.plan)
  }
  const changed = () => void replan().catch(() => undefined)
  watchFile(manifestPath, { interval: LOOK_EVERY_MS }, changed)
  return () => unwatchFile(manifestPath, changed)
}
