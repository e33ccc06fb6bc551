import type { Plan } from '../../../plan/plan.ts'
import { unitOf } from '../../../plan/unit-of.ts'
import { runPlan } from '../../../run/run-plan.ts'
import { eventLine } from '../../../show/reporters/event-line.ts'
import { createPaint } from '../../../show/text/paint.ts'
import { printJson } from '../../../show/text/print-json.ts'
import { visible } from '../../../show/text/visible.ts'
import { Journal } from '../../../store/journal/journal.ts'
import { makeStateFolder, stateFolder } from '../../../store/state-folder.ts'
import { statusOfOutcome } from '../../exit-status.ts'
import { connectFromEnv } from '../../project/connect-from-env.ts'
import type { VerbContext, VerbOptions } from '../../verb.ts'

/**
 * Runs a call's plan and prints the result. A call that was interrupted is gone on with by the same command; one that ended is made again.
 */
export async function renderCall(context: VerbContext, { plan, options }: { plan: Plan; options: VerbOptions }): Promise<number> {
  const { stdout, stderr, color, signal } = context
  const [id = ''] = plan.instances.map((instance) => instance.id)
  const state = stateFolder(plan.root, 'calls')
  makeStateFolder(state)
  const isBegun = isUnderWay(state.journal, plan)
  const words = { paint: createPaint(color), unit: unitOf(plan.instances), isAskedFor: !isBegun }
  const { outcome } = await runPlan({
    plan,
    verb: 'call',
    state,
    connect: connectFromEnv(context, options),
    onEvent: (event) => {
      const line = event.event === 'run.started' ? undefined : eventLine(event, words)
      if (line !== undefined) stderr.write(`${line}\n`)
    },
    signal,
    overwrite: options['overwrite'] === true,
    force: isBegun ? new Set() : new Set([id]),
  })
  const journal = Journal.openReadOnly(state.journal, plan.manifestPath)
  try {
    const job = journal.jobs.get(id)?.state
    if (job?.phase !== 'done') return statusOfOutcome(outcome)
    const { outputs, taskId, key, charged, file } = job
    if (options['json'] === true) {
      printJson(
        { task_id: taskId ?? null, key, credits: charged ?? null, outputs, ...(file && { file: options['output'], ...facts(file) }) },
        stdout,
      )
    } else {
      for (const [name, value] of Object.entries(outputs)) stdout.write(`${visible(`${name}: ${value}`)}\n`)
    }
    return statusOfOutcome(outcome)
  } finally {
    journal.close()
  }
}

function isUnderWay(path: string, { manifestPath, instances }: Plan): boolean {
  const journal = Journal.open(path, manifestPath)
  try {
    if (journal.isBehind) return true
    const phase = journal.jobs.get(instances[0]?.id ?? '')?.state.phase
    return phase !== undefined && phase !== 'done' && phase !== 'failed'
  } finally {
    journal.close()
  }
}

const facts = ({ path: _path, modifiedMs: _modified, ...rest }: { path: string; modifiedMs: number }) => rest
